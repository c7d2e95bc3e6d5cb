/** The explanation in a notebook's output; loaded when the first is opened. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ExplanationSource } from '@pilothouse/core/views/names';

/**
 * Where the output is stored. The view reads the file, so unsaved outputs are saved first, if
 * the user agrees.
 *
 * @param output - Element of the output.
 * @returns `undefined` when the user cancels, or the output belongs to no notebook
 */
export async function outputSource(
  { shell }: JupyterFrontEnd,
  output: HTMLElement,
  trans: TranslationBundle
): Promise<ExplanationSource | undefined> {
  const panel = shell.currentWidget as Partial<NotebookPanel> | null;
  const index = panel?.content?.widgets.findIndex(cell => cell.node.contains(output)) ?? -1;
  if (!panel?.context || index < 0) {
    return undefined;
  }
  const { context } = panel;
  if (context.model.dirty) {
    const { button } = await showDialog({
      title: trans.__('Save %1 first?', context.localPath),
      body: trans.__('The explanation is read from the saved notebook, which has changes.'),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        Dialog.okButton({ label: trans.__('Save and open') })
      ]
    });
    if (!button.accept) {
      return undefined;
    }
    await context.save();
  }
  return { kind: 'file', path: context.path, cell: index + 1 };
}
