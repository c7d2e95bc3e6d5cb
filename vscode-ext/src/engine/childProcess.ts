import { spawn } from 'node:child_process';

export interface ProcessResult {
  /** Exit status; `null` if it ended by a signal or never started. */
  status: number | null;
  stdout: string;
  stderr: string;
  /** True if there is no such program or it may not be run. */
  notFound: boolean;
  /** True if it was ended because it took too long. */
  timedOut: boolean;
}

export interface ProcessOptions {
  /** Working folder. Python looks for modules there, so it must not be the user's workspace. */
  cwd: string;
  timeoutMs: number;
  /** Ends the process. */
  signal?: AbortSignal;
  /** Called for each line of both outputs as it comes. */
  onLine?: (line: string) => void;
}

/** Most characters kept of each output. */
const MAX_OUTPUT = 1 << 20;

/** Run a program without a shell and wait for its end. Never rejects. */
export function runProcess(
  command: string,
  args: readonly string[],
  { cwd, timeoutMs, signal, onLine }: ProcessOptions
): Promise<ProcessResult> {
  return new Promise(resolve => {
    const result: ProcessResult = {
      status: null,
      stdout: '',
      stderr: '',
      notFound: false,
      timedOut: false
    };
    const child = spawn(command, [...args], {
      cwd,
      shell: false,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe']
    });
    const end = (): void => void child.kill();
    const timer = setTimeout(() => {
      result.timedOut = true;
      end();
    }, timeoutMs);
    if (signal?.aborted) {
      end();
    }
    signal?.addEventListener('abort', end);
    for (const name of ['stdout', 'stderr'] as const) {
      let line = '';
      child[name].setEncoding('utf8');
      child[name].on('data', (text: string) => {
        if (result[name].length < MAX_OUTPUT) {
          result[name] += text;
        }
        const lines = (line + text).split(/\r?\n/);
        line = lines.pop() ?? '';
        lines.forEach(complete => onLine?.(complete));
      });
    }
    const finish = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve(result);
    };
    child.on('error', () => {
      result.notFound = child.pid === undefined;
      finish();
    });
    child.on('close', status => {
      result.status = status;
      finish();
    });
  });
}
