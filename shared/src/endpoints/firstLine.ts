/** Whether a file begins with the names of its columns, which models do not expect. */
import type { HostFiles } from '../host';
import { csvRecords } from '../explain/formats/csv';
import type { FirstLine } from './deployDraft';
import type { DeploymentSubject } from './deploySubject';

/** Bytes that are looked at; longer lines are not taken for names. */
const LOOK = 262_144;

/** The first line of a workspace file of records; `undefined` if it has none that can be read. */
export async function firstLineOf(
  files: HostFiles,
  path: string,
  signal?: AbortSignal
): Promise<FirstLine | undefined> {
  const bytes = await files.read(path, 0, LOOK, signal);
  const end = bytes.indexOf(10);
  if (end < 0) {
    return undefined;
  }
  const text = new TextDecoder().decode(bytes.subarray(0, end));
  const [cells] = csvRecords(text);
  return cells && cells.length > 0 ? { cells, bytes: end + 1 } : undefined;
}

/** True if the line holds names that belong to the model's data. */
export function isHeader(line: FirstLine | undefined, subject: DeploymentSubject): boolean {
  if (!line || subject.problem === 'series') {
    // Series are sent with their header.
    return false;
  }
  const { target, explainer } = subject;
  return (
    (target !== undefined && line.cells.includes(target)) ||
    (explainer !== undefined && explainer.features.every(name => line.cells.includes(name)))
  );
}
