/** Reads what a source names; everything that the view shows comes from here. */
import type { AwsApi } from '../../aws/api';
import type { ExplanationFolder } from '../../explain/folder';
import { cellFolder } from '../../explain/folders/cell';
import { bucketFolder, workspaceFolder } from '../../explain/folders/workspace';
import { jobFolder, type JobFolder } from '../../explain/load';
import type { Explanation } from '../../explain/model';
import type { Host } from '../../host';
import type { ExplanationSource } from '../names';
import { readInWorker } from './reading/readInWorker';

/** Files that a user dropped stand for a source. */
export type Origin = ExplanationSource | { kind: 'dropped'; folder: ExplanationFolder };

/** What was read, and from where. */
export interface Opened {
  state: 'ready';
  explanations: Explanation[];
  /** Files that could not be read or were left out. */
  problems: string[];
  folder?: ExplanationFolder;
  /** The explanation of the one file that was opened. */
  first: number;
  /** Asks which files have changed since. */
  changed?: () => Promise<string[]>;
}

export type Loaded =
  | Opened
  | Extract<JobFolder, { state: 'none' }>
  /** Nothing was recognised; the problems say what was found. */
  | { state: 'unknown'; problems: string[] };

export interface LoadContext {
  api: AwsApi;
  host: Host;
  signal: AbortSignal;
  onProgress: (read: number, total: number) => void;
}

/** @throws AwsError when the place cannot be reached */
export async function loadOrigin(origin: Origin, context: LoadContext): Promise<Loaded> {
  const { api, host, signal, onProgress } = context;
  switch (origin.kind) {
    case 'none':
      return { state: 'unknown', problems: [] };
    case 'job': {
      const job = await jobFolder(api, origin.jobName, origin.candidateName, signal);
      if (job.state === 'none') {
        return job;
      }
      const { folder, problemType, candidateName, running } = job;
      const options = { signal, onProgress, newest: true, problemType };
      const { explanations, problems } = await readInWorker(folder, options);
      return explanations.length > 0
        ? { state: 'ready', explanations, problems, folder, first: 0 }
        : {
            state: 'none',
            reason: running ? 'unfinished' : 'no-files',
            bestCandidate: candidateName
          };
    }
    case 's3':
      return readAll(bucketFolder(api, origin.uri), origin.uri, context);
    case 'dropped':
      return readAll(origin.folder, undefined, context);
    case 'file': {
      if (origin.cell !== undefined) {
        const outputs = await cellFolder(host.files, origin.path, origin.cell);
        return readAll(outputs, undefined, context);
      }
      const folder = workspaceFolder(host.files, api, origin.path);
      const opened = await readAll(folder, origin.path, context);
      return opened.state === 'ready' ? { ...opened, changed: () => folder.changed() } : opened;
    }
  }
}

async function readAll(
  folder: ExplanationFolder,
  file: string | undefined,
  { signal, onProgress }: LoadContext
): Promise<Loaded> {
  const { explanations, problems } = await readInWorker(folder, { signal, onProgress });
  if (explanations.length === 0) {
    return { state: 'unknown', problems };
  }
  const first = explanations.findIndex(({ meta }) => meta.source === file);
  return { state: 'ready', explanations, problems, folder, first: Math.max(0, first) };
}
