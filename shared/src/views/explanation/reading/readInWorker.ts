/** Reading beside the page: in a worker where there is one, else here. */
import { AwsError } from '../../../aws/errors';
import type { ByteSource } from '../../../aws/source';
import { locate, type ExplanationFolder, type ReadOptions } from '../../../explain/folder';
import { readFolder, type ReadResult } from '../../../explain/read';
import { Unpacker } from './packing';
import type { Answer, FileRef, FromWorker, Question, ToWorker } from './protocol';
import { startReader } from './startReader';

/**
 * As {@link readFolder}, without keeping the page busy. Where a worker cannot start (a policy of
 * the page forbids it, its file cannot be loaded) the page reads by itself, piece by piece.
 */
export async function readInWorker(
  folder: ExplanationFolder,
  options: ReadOptions = {}
): Promise<ReadResult> {
  const worker = await start();
  if (!worker) {
    return readFolder(folder, options);
  }
  try {
    const result = await readWith(worker, folder, options);
    return result ?? (await readFolder(folder, options));
  } finally {
    worker.terminate();
  }
}

async function start(): Promise<Worker | undefined> {
  try {
    return await startReader();
  } catch {
    // A policy may forbid workers.
    return undefined;
  }
}

/** @returns `undefined` if the worker's script does not run */
function readWith(
  worker: Worker,
  folder: ExplanationFolder,
  { signal, onProgress, joined, newest, problemType }: ReadOptions
): Promise<ReadResult | undefined> {
  const cancelled = (): AwsError =>
    new AwsError({ code: 'Cancelled', message: 'Cancelled.', retryable: true });
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(cancelled());
      return;
    }
    signal?.addEventListener('abort', () => reject(cancelled()), { once: true });
    const token = `list ${crypto.getRandomValues(new Uint32Array(4)).join('-')}`;
    const unpacker = new Unpacker(token);
    const tell = (message: ToWorker): void => worker.postMessage(message);
    let isReady = false;
    worker.onerror = event => {
      event.preventDefault();
      if (isReady) {
        reject(new Error(event.message || 'The reading worker has ended.'));
      } else {
        resolve(undefined);
      }
    };
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if ('ready' in data) {
        isReady = true;
        tell({
          read: {
            source: folder.source,
            token,
            resolves: folder.resolve('s3://bucket/key') !== undefined,
            options: { joined, newest, problemType }
          }
        });
      } else if ('ask' in data) {
        answer(folder, data.question, signal).then(
          value => tell({ answer: data.ask, value }),
          (error: unknown) => tell({ answer: data.ask, error: AwsError.from(error).toData() })
        );
      } else if ('progress' in data) {
        onProgress?.(...data.progress);
      } else if ('part' in data) {
        unpacker.add(data.part);
      } else if ('result' in data) {
        resolve(unpacker.complete(data.result) as ReadResult);
      } else {
        reject(new AwsError(data.failed));
      }
    };
  });
}

/** What the worker wants to know of the folder. */
async function answer(
  folder: ExplanationFolder,
  question: Question,
  signal: AbortSignal | undefined
): Promise<Answer> {
  if (question.kind === 'list') {
    const { entries, truncated } = await folder.list(signal);
    return { entries, truncated, located: entries.map(({ path }) => locate(folder, path)) };
  }
  const source = sourceOf(folder, question.file);
  return question.kind === 'stat'
    ? source.stat()
    : source.read(question.start, question.end, signal);
}

function sourceOf(folder: ExplanationFolder, file: FileRef): ByteSource {
  const source = 'path' in file ? folder.open(file.path) : folder.resolve(file.uri);
  if (!source) {
    throw new AwsError({
      code: 'NotFound',
      message: `${'uri' in file ? file.uri : file.path} cannot be reached from here.`,
      retryable: false
    });
  }
  return source;
}
