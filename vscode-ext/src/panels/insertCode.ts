import * as vscode from 'vscode';

/** Put code into the active notebook as a cell, or else into a new document. */
export async function insertCode(code: string, language: string): Promise<null> {
  const editor = vscode.window.visibleNotebookEditors[0];
  if (editor && language === 'python') {
    const { notebook } = editor;
    const at = editor.selection.end;
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, code, language);
    const edit = new vscode.WorkspaceEdit();
    edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(at, [cell])]);
    await vscode.workspace.applyEdit(edit);
    return null;
  }
  const document = await vscode.workspace.openTextDocument({ content: code, language });
  await vscode.window.showTextDocument(document);
  return null;
}
