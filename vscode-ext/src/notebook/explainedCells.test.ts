import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type * as vscode from 'vscode';
import { registerExplanationCommands } from '../commands/ExplanationCommands';
import { Granted } from '../panels/Granted';
import { stub, Uri } from '../testing/vscodeStub';
import { registerExplainedCells } from './explainedCells';

const ANSWER = '{"version": "1.0", "explanations": {"kernel_shap": []}}';

function cellWith(...outputs: [mime: string, text: string][]): vscode.NotebookCell {
  return {
    index: 2,
    notebook: { uri: Uri.file('/w/n.ipynb'), isDirty: false, isUntitled: false },
    outputs: outputs.map(([mime, text]) => ({
      items: [{ mime, data: new TextEncoder().encode(text) }]
    }))
  } as unknown as vscode.NotebookCell;
}

const offered = (cell: vscode.NotebookCell): { command: { command: string } }[] => {
  const provider = stub.cellProviders.get(
    'jupyter-notebook'
  ) as vscode.NotebookCellStatusBarItemProvider;
  return provider.provideCellStatusBarItems(cell, undefined as never) as never;
};

let kept: string[];

beforeEach(() => {
  kept = [];
  registerExplainedCells();
  registerExplanationCommands(
    new Granted({
      keys: () => [],
      get: () => kept,
      update: (_: string, value: string[]) => {
        kept = value;
        return Promise.resolve();
      }
    } as never)
  );
});
afterEach(() => stub.reset());

describe('cells whose output explains', () => {
  it.each([
    ['application/json', ANSWER],
    ['application/vnd.code.notebook.stdout', `b'${ANSWER}'`],
    ['text/plain', '[{"text": "a", "token_scores": []}]'],
    ['text/plain', "{'version': '1.0', 'explanations': {'kernel_shap': []}}"]
  ])('offer the view: %s', (mime, text) => {
    const [item] = offered(cellWith(['text/plain', '3'], [mime, text]));
    expect(item?.command.command).toBe('pilothouse.explanations.openOutput');
  });

  it.each([
    ['application/json', '{"a": 1}'],
    ['text/plain', 'explanations'],
    ['text/html', `<pre>${ANSWER}</pre>`]
  ])('others offer nothing: %s', (mime, text) => {
    expect(offered(cellWith([mime, text]))).toEqual([]);
  });

  it('open as that cell of the notebook', async () => {
    const cell = cellWith(['application/json', ANSWER]);
    await stub.commands.get('pilothouse.explanations.openOutput')?.(cell);
    const opened = stub.executed.find(([command]) => command === 'vscode.openWith');
    expect(decodeURIComponent(String(opened?.[1]))).toContain('"path":"/w/n.ipynb","cell":3');
    expect(kept).toEqual(['/w/n.ipynb']);
  });

  it('are saved first, if the user agrees', async () => {
    const cell = cellWith(['application/json', ANSWER]);
    let saved = 0;
    Object.assign(cell.notebook, { isDirty: true, save: async () => (saved += 1) > 0 });
    const open = stub.commands.get('pilothouse.explanations.openOutput');
    await open?.(cell);
    expect(stub.executed).toEqual([]);
    stub.answer = 'Save and open';
    await open?.(cell);
    expect(saved).toBe(1);
    expect(stub.executed.map(([command]) => command)).toContain('vscode.openWith');
  });
});
