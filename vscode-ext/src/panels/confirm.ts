import type { Confirmation } from '@pilothouse/core/host';
import * as vscode from 'vscode';

/** Ask with the editor's own dialog. */
export async function confirm(request: Confirmation): Promise<boolean> {
  const answer = await vscode.window.showWarningMessage(
    request.title,
    { modal: true, detail: request.message },
    request.confirmLabel
  );
  return answer === request.confirmLabel;
}
