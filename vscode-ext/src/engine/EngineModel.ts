import { AwsError } from '@pilothouse/core/aws/errors';
import {
  diskArguments,
  readEngineStorage,
  type CleanRequest,
  type EngineStorage
} from '@pilothouse/core/environment/engineStorage';
import * as vscode from 'vscode';
import { runProcess, type ProcessResult } from './childProcess';
import {
  checkHealth,
  readEngineInfo,
  parseEngineInfo,
  type EngineInfo,
  type Health
} from './engineFile';
import type { Interpreter } from './interpreters';

export type EngineState =
  | { status: 'off' }
  | { status: 'starting' }
  | { status: 'ready'; info: EngineInfo }
  /** It runs, but does not answer: only the user decides that it is replaced. */
  | { status: 'silent'; info: EngineInfo; error: AwsError }
  | { status: 'problem'; error: AwsError };

export interface EngineOptions {
  /** Folder with `engine.json`. */
  dataDir: string;
  /** Existing folder outside the workspace, for processes to run in. */
  workingDir: () => Promise<string>;
  interpreters: () => Promise<Interpreter[]>;
  log: Pick<vscode.LogOutputChannel, 'info' | 'warn' | 'debug'>;
  /** Time in ms that a running engine has to say that it is there. */
  healthMs?: number;
}

/** Enough for a busy machine. */
const HEALTH_MS = 4_000;
/** Time in ms for starting, importing its libraries from a cold disk included. */
const START_MS = 60_000;
const OLDEST_PYTHON = [3, 10] as const;

/** The local engine: found if it runs, started on demand. */
export class EngineModel implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<EngineState>();
  readonly onDidChange = this.changed.event;
  private current: EngineState = { status: 'off' };
  private starting: Promise<EngineInfo> | undefined;
  private checking: Promise<EngineInfo> | undefined;

  constructor(private readonly options: EngineOptions) {}

  get state(): EngineState {
    return this.current;
  }

  /** Look whether an engine runs, without starting one. */
  async look(): Promise<EngineState> {
    if (this.current.status === 'off' || this.current.status === 'problem') {
      const { info, health } = await this.find();
      if (info && !this.starting && health !== 'gone') {
        this.set(health === 'answers' ? { status: 'ready', info } : silent(info));
      }
    }
    return this.current;
  }

  /**
   * The running engine, started if there is none.
   *
   * @throws AwsError `PythonMissing`, `EngineMissing`, `EngineUnavailable` or, for one that hangs,
   * `EngineNotResponding`.
   */
  ensure(): Promise<EngineInfo> {
    if (this.starting) {
      return this.starting;
    }
    if (this.current.status === 'ready') {
      return Promise.resolve(this.current.info);
    }
    this.checking ??= this.findOrStart().finally(() => {
      this.checking = undefined;
    });
    return this.checking;
  }

  /**
   * Make sure that an engine answers: one that runs is asked, one that hangs is replaced.
   *
   * @throws AwsError as {@link ensure}, but for `EngineNotResponding`.
   */
  start(): Promise<EngineInfo> {
    this.starting ??= this.startUnlessAnswering().finally(() => {
      this.starting = undefined;
    });
    return this.starting;
  }

  /**
   * Ask the engine of `info`, from which a call waits for its answer, whether it is still there.
   *
   * @throws AwsError `EngineNotResponding` if it hangs. The end of a dead one shows by itself.
   */
  async check(info: EngineInfo): Promise<void> {
    if ((await this.health(info)) !== 'silent') {
      return;
    }
    const state = silent(info);
    if (this.current.status === 'ready' && this.current.info === info) {
      this.options.log.warn('The local engine does not answer.');
      this.set(state);
    }
    throw state.error;
  }

  /** Say that the engine of `info` no longer answers; the next `ensure` looks and starts anew. */
  lost(info: EngineInfo): void {
    if (this.current.status === 'ready' && this.current.info === info) {
      this.options.log.warn('The local engine no longer answers.');
      this.set({ status: 'off' });
    }
  }

  /** Forget a problem, for example because a setting changed. */
  reset(): void {
    if (this.current.status === 'problem') {
      this.set({ status: 'off' });
    }
  }

  /** End the engine and what it runs. @throws AwsError if no interpreter could do it. */
  async stop(): Promise<void> {
    await this.runEngine('stop');
    this.set({ status: 'off' });
  }

  /**
   * What the data folder holds, after some of it was cleaned if that is asked for. No engine need
   * run.
   *
   * @throws AwsError as {@link start}
   */
  async disk(request?: CleanRequest): Promise<EngineStorage> {
    const { stdout } = await this.runEngine(...diskArguments(request));
    return readEngineStorage(parsed(lastLine(stdout)));
  }

  /**
   * The interpreter that `pilothouse-engine` would be installed for.
   *
   * @throws AwsError `PythonMissing`
   */
  async installTarget(): Promise<Interpreter> {
    const candidates = await this.options.interpreters();
    let old: { command: string; version: string } | undefined;
    for (const candidate of candidates) {
      const version = await this.versionOf(candidate);
      if (version && isSupported(version)) {
        return candidate;
      }
      old ??= version ? { command: candidate.command, version } : undefined;
    }
    throw pythonMissing(candidates, old);
  }

  dispose(): void {
    // The engine itself lives on: its jobs may outlive this window.
    this.changed.dispose();
  }

  private async findOrStart(): Promise<EngineInfo> {
    const { info, health } = await this.find();
    if (this.starting || !info || health === 'gone') {
      return this.start();
    }
    if (health === 'silent') {
      const state = silent(info);
      if (this.current.status !== 'silent') {
        this.set(state);
      }
      throw state.error;
    }
    this.set({ status: 'ready', info });
    return info;
  }

  private async startUnlessAnswering(): Promise<EngineInfo> {
    try {
      const found = await this.find();
      let info = found.health === 'answers' ? found.info : undefined;
      if (!info) {
        this.set({ status: 'starting' });
        info = await this.launch();
      }
      this.set({ status: 'ready', info });
      return info;
    } catch (error) {
      const failure = AwsError.from(error);
      this.set({ status: 'problem', error: failure });
      throw failure;
    }
  }

  /** The engine that the data folder names, and how it does. */
  private async find(): Promise<{ info?: EngineInfo; health: Health }> {
    const info = await readEngineInfo(this.options.dataDir);
    return { info, health: info ? await this.health(info) : 'gone' };
  }

  private health(info: EngineInfo): Promise<Health> {
    return checkHealth(info, this.options.healthMs ?? HEALTH_MS);
  }

  private async launch(): Promise<EngineInfo> {
    const { stdout } = await this.runEngine('start', '--json');
    const info = parseEngineInfo(lastLine(stdout));
    if (!info) {
      throw unavailable(vscode.l10n.t('The local engine started, but its answer is not readable.'));
    }
    this.options.log.info(`Local engine ${info.version} at ${info.endpointUrl}`);
    return info;
  }

  /** Run a verb of the engine's own command line with the first interpreter that has it. */
  private async runEngine(...args: string[]): Promise<ProcessResult> {
    const candidates = await this.options.interpreters();
    const cwd = await this.options.workingDir();
    let without: string | undefined;
    for (const { command } of candidates) {
      const result = await runProcess(command, ['-m', 'pilothouse_engine', ...args], {
        cwd,
        timeoutMs: START_MS
      });
      if (result.status === 0) {
        return result;
      }
      if (/No module named '?pilothouse_engine\b/.test(result.stderr)) {
        this.options.log.info(`${command} has no pilothouse-engine`);
        without ??= command;
      } else if (!isMissing(result)) {
        throw startFailure(command, result);
      }
    }
    if (without !== undefined) {
      throw await this.engineMissing();
    }
    throw pythonMissing(candidates);
  }

  private async engineMissing(): Promise<AwsError> {
    const { command } = await this.installTarget();
    return new AwsError({
      code: 'EngineMissing',
      message: vscode.l10n.t(
        'The local engine is not installed for {0}. Install the Python package pilothouse-engine.',
        command
      ),
      retryable: false,
      action: 'install-engine'
    });
  }

  /** `3.11` of an interpreter, if it runs. */
  private async versionOf({ command }: Interpreter): Promise<string | undefined> {
    const code = 'import sys; print("%d.%d" % sys.version_info[:2])';
    const result = await runProcess(command, ['-c', code], {
      cwd: await this.options.workingDir(),
      timeoutMs: 15_000
    });
    return result.status === 0 ? /^\d+\.\d+/.exec(result.stdout)?.[0] : undefined;
  }

  private set(state: EngineState): void {
    this.current = state;
    this.changed.fire(state);
  }
}

function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor >= OLDEST_PYTHON[1]);
}

/** No such program; 9009 is what the Windows Store's stand-in for Python says. */
function isMissing(result: ProcessResult): boolean {
  return result.notFound || result.status === 9009 || result.status === 127;
}

function pythonMissing(
  candidates: Interpreter[],
  old?: { command: string; version: string }
): AwsError {
  const set = candidates.find(candidate => candidate.source === 'setting');
  const what = old
    ? vscode.l10n.t(
        '{0} is Python {1}; the local engine needs 3.10 or newer.',
        old.command,
        old.version
      )
    : set
      ? vscode.l10n.t(
          'There is no Python at {0}, the path in the setting pilothouse.pythonPath.',
          set.command
        )
      : vscode.l10n.t('No Python was found on this machine; the local engine needs 3.10 or newer.');
  return new AwsError({
    code: 'PythonMissing',
    message: `${what} ${vscode.l10n.t('Set pilothouse.pythonPath to a Python interpreter, or use AWS.')}`,
    retryable: false,
    action: 'choose-backend'
  });
}

function startFailure(command: string, result: ProcessResult): AwsError {
  if (result.timedOut) {
    return unavailable(
      vscode.l10n.t('The local engine did not answer within {0} s.', START_MS / 1000)
    );
  }
  try {
    const said = JSON.parse(lastLine(result.stderr)) as { message?: unknown };
    if (typeof said.message === 'string') {
      return unavailable(said.message);
    }
  } catch {
    // Not the engine's own report: Python's last line says the most.
  }
  return unavailable(
    vscode.l10n.t(
      'The local engine failed to start with {0}: {1}',
      command,
      lastLine(result.stderr)
    )
  );
}

function silent(info: EngineInfo): Extract<EngineState, { status: 'silent' }> {
  const error = new AwsError({
    code: 'EngineNotResponding',
    message: vscode.l10n.t(
      'The local engine runs but does not answer. Restart it: finished work is kept, running jobs end.'
    ),
    retryable: true,
    action: 'restart-engine'
  });
  return { status: 'silent', info, error };
}

function unavailable(message: string): AwsError {
  return new AwsError({
    code: 'EngineUnavailable',
    message,
    retryable: true,
    action: 'start-engine'
  });
}

/** @returns `undefined` for text that is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function lastLine(text: string): string {
  return text.trim().split(/\r?\n/).pop() ?? '';
}
