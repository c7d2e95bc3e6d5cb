import type { AwsError, ErrorAction } from '@pilothouse/core/aws/errors';
import { actionLabel, describeProblem } from '@pilothouse/core/environment/backend';
import * as vscode from 'vscode';

const commands: Record<ErrorAction, string> = {
  retry: 'pilothouse.refresh',
  'choose-backend': 'pilothouse.backend.choose',
  'choose-region': 'pilothouse.backend.choose',
  'sign-in': 'pilothouse.backend.choose',
  'start-engine': 'pilothouse.engine.start',
  'restart-engine': 'pilothouse.engine.start',
  'install-engine': 'pilothouse.engine.install',
  'show-log': 'pilothouse.showLog'
};

/** The command that does an error's next step. */
export function actionCommand(action: ErrorAction | undefined): string {
  return action ? commands[action] : 'pilothouse.showLog';
}

/** Tell the user that what they asked for failed, with a button for the next step. */
export async function showFailure(failure: AwsError): Promise<void> {
  if (failure.code === 'Cancelled') {
    return;
  }
  const { text, action } = describeProblem(failure);
  const button = action && action !== 'retry' ? actionLabel(action) : undefined;
  const chosen = await vscode.window.showErrorMessage(text, ...(button ? [button] : []));
  if (chosen !== undefined) {
    await vscode.commands.executeCommand(actionCommand(action));
  }
}
