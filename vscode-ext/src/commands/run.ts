import { AwsError } from '@pilothouse/core/aws/errors';
import * as vscode from 'vscode';
import { showFailure } from './errorActions';

/**
 * Register a command. A failure is told to the user here: nothing behind a command reports it
 * by itself.
 */
export function registerCommand<Args extends unknown[]>(
  id: string,
  handler: (...args: Args) => unknown
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: unknown[]) => {
    try {
      return await handler(...(args as Args));
    } catch (error) {
      await showFailure(AwsError.from(error));
      return undefined;
    }
  });
}
