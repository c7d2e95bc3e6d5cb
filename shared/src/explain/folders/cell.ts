/** The outputs of one cell of a notebook, as a folder of explanation files. */
import { baseName } from '../../aws/source';
import { AwsError } from '../../aws/errors';
import type { HostFiles } from '../../host';
import type { ExplanationFolder } from '../folder';
import { memoryFolder } from '../folders';
import { isNotebook, outputsOf } from '../formats/notebook';
import { parseJson } from '../formats/json';

/** Larger notebooks are not taken into memory as a whole. */
const MAX_NOTEBOOK = 64 << 20;

/**
 * @param cell - From 1.
 * @throws AwsError if the file is no notebook, or the cell holds no JSON
 */
export async function cellFolder(
  files: Pick<HostFiles, 'stat' | 'read'>,
  path: string,
  cell: number
): Promise<ExplanationFolder> {
  const { size } = await files.stat(path);
  if (size > MAX_NOTEBOOK) {
    throw unreadable(
      `${path} has more than ${MAX_NOTEBOOK >> 20} MB.`,
      'Open the notebook itself as an explanation, or save the answer to a file.'
    );
  }
  const text = new TextDecoder().decode(await files.read(path, 0, size));
  let notebook: unknown;
  try {
    notebook = parseJson(text);
  } catch (error) {
    throw unreadable(`${path} is not a notebook: ${(error as Error).message}`, 'Save it anew.');
  }
  const outputs = isNotebook(notebook)
    ? outputsOf(notebook).filter(
        ({ where, values }) => where === `cell ${cell}` && values.length > 0
      )
    : [];
  if (outputs.length === 0) {
    throw unreadable(
      `Cell ${cell} of ${path} has no output with JSON.`,
      'Run the cell, save the notebook, then try again.'
    );
  }
  const name = `${baseName(path)}, cell ${cell}`;
  return memoryFolder(
    name,
    Object.fromEntries(
      outputs.map(({ values }, index) => [
        outputs.length === 1 ? name : `output-${index + 1}.json`,
        // Several values are lines of one output.
        values.map(value => JSON.stringify(value)).join('\n')
      ])
    )
  );
}

function unreadable(message: string, next: string): AwsError {
  return new AwsError({ code: 'NoExplanation', message: `${message} ${next}`, retryable: false });
}
