import { existsSync } from 'node:fs';
import { AwsError } from '@pilothouse/core/aws/errors';
import * as vscode from 'vscode';
import { runProcess } from './childProcess';
import type { EngineModel } from './EngineModel';

/** Name of the engine in package indexes. */
const PACKAGE = 'pilothouse-engine';
const INSTALL_MS = 15 * 60_000;

export interface InstallerOptions {
  engine: EngineModel;
  workingDir: () => Promise<string>;
  /** Folder of wheels that this extension may carry. */
  wheels: string;
  log: vscode.LogOutputChannel;
}

/** Installs the engine with pip, after asking. */
export class EngineInstaller {
  constructor(private readonly options: InstallerOptions) {}

  /**
   * @returns false if the user declined.
   * @throws AwsError `PythonMissing`, `EngineUnavailable` when pip fails, `Cancelled`.
   */
  async install(): Promise<boolean> {
    const { command } = await this.options.engine.installTarget();
    const args = ['-m', 'pip', 'install', ...this.packageArguments()];
    const install = vscode.l10n.t('Install');
    const answer = await vscode.window.showInformationMessage(
      vscode.l10n.t('Install the local engine?'),
      {
        modal: true,
        detail: vscode.l10n.t(
          'Installs the Python package {0} for {1}.\n\nRuns: {2}',
          PACKAGE,
          command,
          [command, ...args].join(' ')
        )
      },
      install
    );
    if (answer !== install) {
      return false;
    }
    await this.run(command, args);
    this.options.engine.reset();
    return true;
  }

  /** What pip installs: a package, a wheel, or the package out of a folder of wheels. */
  private packageArguments(): string[] {
    const setting = vscode.workspace
      .getConfiguration('pilothouse')
      .get<string>('enginePackage', '')
      .trim();
    if (setting.endsWith('.whl')) {
      return [setting];
    }
    if (setting) {
      return ['--find-links', setting, PACKAGE];
    }
    return existsSync(this.options.wheels)
      ? ['--find-links', this.options.wheels, PACKAGE]
      : [PACKAGE];
  }

  private async run(command: string, args: string[]): Promise<void> {
    const { log, workingDir } = this.options;
    const cwd = await workingDir();
    log.info(`${command} ${args.join(' ')}`);
    const controller = new AbortController();
    const result = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Installing the local engine'),
        cancellable: true
      },
      (progress, token) => {
        token.onCancellationRequested(() => controller.abort());
        return runProcess(command, args, {
          cwd,
          timeoutMs: INSTALL_MS,
          signal: controller.signal,
          onLine: line => {
            log.debug(line);
            progress.report({ message: line.trim().slice(0, 80) });
          }
        });
      }
    );
    if (controller.signal.aborted) {
      throw new AwsError({ code: 'Cancelled', message: 'Cancelled.', retryable: true });
    }
    if (result.status !== 0) {
      log.error(result.stderr.trim());
      throw new AwsError({
        code: 'EngineUnavailable',
        message: vscode.l10n.t(
          'The local engine could not be installed for {0}: {1} Choose another interpreter in the setting pilothouse.pythonPath, or see the log.',
          command,
          reason(result.stderr, result.timedOut)
        ),
        retryable: true,
        action: 'show-log'
      });
    }
  }
}

/** The line of pip's output that says why. */
function reason(stderr: string, timedOut: boolean): string {
  if (timedOut) {
    return vscode.l10n.t('it took too long.');
  }
  const lines = stderr.split(/\r?\n/).map(line => line.trim());
  const error = lines.find(line => /^error:/i.test(line)) ?? lines.filter(Boolean).pop() ?? '';
  return `${error.replace(/^error:\s*/i, '').replace(/\.$/, '')}.`;
}
