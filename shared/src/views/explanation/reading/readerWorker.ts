/** The reading worker: parses files beside the page, which fetches their bytes for it. */
import { AwsError } from '../../../aws/errors';
import { parseS3Uri } from '../../../aws/s3';
import { baseName, type ByteSource } from '../../../aws/source';
import type { ExplanationFolder } from '../../../explain/folder';
import { prepare } from '../../../explain/prepare';
import { readFolder } from '../../../explain/read';
import type { FileStat } from '../../../host';
import { pack } from './packing';
import type { Answer, FileRef, FromWorker, ListAnswer, Question } from './protocol';
import type { ReadRequest, ToWorker } from './protocol';

/** The global scope of a worker, as far as it is used here. */
interface Scope {
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
  onmessage: ((event: { data: ToWorker }) => void) | null;
}

const scope = globalThis as unknown as Scope;
/** ms between two messages about progress. */
const PROGRESS = 100;

const waiting = new Map<number, { give: (value: Answer) => void; fail: (error: Error) => void }>();
let asked = 0;

function ask<A extends Answer>(question: Question): Promise<A> {
  asked += 1;
  const id = asked;
  return new Promise<A>((resolve, reject) => {
    waiting.set(id, { give: value => resolve(value as A), fail: reject });
    scope.postMessage({ ask: id, question });
  });
}

function source(name: string, file: FileRef): ByteSource {
  return {
    name,
    stat: () => ask<FileStat>({ kind: 'stat', file }),
    read: (start, end) => ask<Uint8Array>({ kind: 'read', file, start, end })
  };
}

/** The page's folder, seen from here. */
function folderOf({ source: at, resolves }: ReadRequest): ExplanationFolder {
  let located = new Map<string, string>();
  return {
    source: at,
    locate(path) {
      const known = located.get(path);
      if (known !== undefined) {
        return known;
      }
      // A folder of entries is where they are, without their names.
      for (const [entry, place] of located) {
        if (entry.startsWith(path)) {
          return place.slice(0, place.length - (entry.length - path.length));
        }
      }
      return `${at.replace(/\/+$/, '')}/${path}`;
    },
    async list() {
      const answer = await ask<ListAnswer>({ kind: 'list' });
      located = new Map(
        answer.entries.map((entry, index) => [entry.path, answer.located[index] as string])
      );
      return { entries: answer.entries, truncated: answer.truncated };
    },
    open: path => source(baseName(path), { path }),
    resolve: uri => (resolves && parseS3Uri(uri) ? source(baseName(uri), { uri }) : undefined)
  };
}

async function read(request: ReadRequest): Promise<void> {
  let told = 0;
  try {
    const result = await readFolder(folderOf(request), {
      ...request.options,
      onProgress: (bytes, total) => {
        if (Date.now() - told > PROGRESS) {
          told = Date.now();
          scope.postMessage({ progress: [bytes, total] });
        }
      }
    });
    // The page would be busy for long with what is done here while it draws a skeleton.
    const prepared = { ...result, explanations: result.explanations.map(prepare) };
    const { value, buffers } = pack(prepared, request.token, (part, own) =>
      scope.postMessage({ part }, own)
    );
    scope.postMessage({ result: value }, buffers);
  } catch (error) {
    scope.postMessage({ failed: AwsError.from(error).toData() });
  }
}

scope.onmessage = ({ data }) => {
  if ('read' in data) {
    void read(data.read);
    return;
  }
  const one = waiting.get(data.answer);
  waiting.delete(data.answer);
  if ('error' in data) {
    one?.fail(new AwsError(data.error));
  } else {
    one?.give(data.value);
  }
};
scope.postMessage({ ready: true });
