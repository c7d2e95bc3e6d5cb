import { mayExplain } from '@pilothouse/core/explain/formats/printed';
import * as vscode from 'vscode';

/** JSON and printed text; our own outputs have a button of their own. */
const TYPES: ReadonlySet<string> = new Set([
  'application/json',
  'text/plain',
  'application/vnd.code.notebook.stdout'
]);
/** Only so much of an output is looked at. */
const MAX_LOOKED_AT = 1 << 20;

/** Offers the explanation view under cells whose output is an endpoint's answer or a report. */
export function registerExplainedCells(): vscode.Disposable {
  return vscode.notebooks.registerNotebookCellStatusBarItemProvider('jupyter-notebook', {
    provideCellStatusBarItems(cell) {
      if (!cell.outputs.some(isExplained)) {
        return [];
      }
      const item = new vscode.NotebookCellStatusBarItem(
        `$(graph) ${vscode.l10n.t('Open explanation')}`,
        vscode.NotebookCellStatusBarAlignment.Left
      );
      item.command = {
        command: 'pilothouse.explanations.openOutput',
        title: vscode.l10n.t('Open explanation'),
        arguments: [cell]
      };
      item.tooltip = vscode.l10n.t('Show what this output explains');
      return [item];
    }
  });
}

function isExplained({ items }: vscode.NotebookCellOutput): boolean {
  return items.some(
    ({ mime, data }) =>
      TYPES.has(mime) && mayExplain(new TextDecoder().decode(data.subarray(0, MAX_LOOKED_AT)))
  );
}
