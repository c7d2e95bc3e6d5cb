import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Dialog, showDialog } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { IDocumentWidget } from '@jupyterlab/docregistry';
import type { ITranslator } from '@jupyterlab/translation';
import { AwsError } from '@pilothouse/core/aws/errors';
import { connectionError } from './transport';

/**
 * Write a notebook into a folder of the file browser and open it. One of that name is replaced
 * only if the user says so.
 *
 * @param folder - Contents path.
 * @param name - Its last part counts.
 * @returns false if the user declined.
 * @throws AwsError if it is not named as a notebook, or cannot be written.
 */
export async function openNotebook(
  app: JupyterFrontEnd,
  folder: string,
  name: string,
  content: Uint8Array,
  translator: ITranslator
): Promise<boolean> {
  const base = name.split(/[\\/]/).pop() ?? '';
  // The name comes from the service: nothing hidden and no other kind of file is written.
  if (!/^[^.].*\.ipynb$/i.test(base)) {
    throw new AwsError({
      code: 'FileNotWritten',
      message: `“${base || name}” is not a notebook that can be opened.`,
      retryable: false
    });
  }
  const { contents } = app.serviceManager;
  const path = folder === '' || folder.endsWith(':') ? folder + base : PathExt.join(folder, base);
  const text = new TextDecoder().decode(content);
  const there = await contents.get(path, { type: 'file', format: 'text' }).then(
    ({ content: kept }) => ({ isSame: kept === text }),
    // What cannot be read is there all the same.
    (error: unknown) => (statusOf(error) === 404 ? undefined : { isSame: false })
  );
  const writes = there ? !there.isSame && (await askIfThere(base, translator)) : true;
  if (writes === undefined) {
    return false;
  }
  if (writes) {
    try {
      // As text: the server takes notebooks of any version so, and trusts nothing in them.
      await contents.save(path, { type: 'file', format: 'text', content: text });
    } catch (error) {
      throw writeError(path, error);
    }
  }
  const widget = (await app.commands.execute('docmanager:open', { path })) as
    IDocumentWidget | undefined;
  if (writes && there) {
    // It may have been open, with what was there before.
    await widget?.context?.revert();
  }
  return true;
}

/** @returns whether to replace it; `undefined` to do nothing at all. */
async function askIfThere(name: string, translator: ITranslator): Promise<boolean | undefined> {
  const trans = translator.load('pilothouse');
  const open = Dialog.okButton({ label: trans.__('Open that one') });
  const replace = Dialog.warnButton({ label: trans.__('Replace it') });
  const { button } = await showDialog({
    title: trans.__('%1 is already in this folder', name),
    body: trans.__(
      'It differs from the one of the job: you may have changed it. Replacing it cannot be undone.'
    ),
    buttons: [Dialog.cancelButton({ label: trans.__('Cancel') }), replace, open],
    defaultButton: 2
  });
  return button.accept ? button.label === replace.label : undefined;
}

function statusOf(error: unknown): number | undefined {
  return (error as { response?: { status?: number } }).response?.status;
}

function writeError(path: string, error: unknown): AwsError {
  const status = statusOf(error);
  if (status === undefined) {
    return connectionError(error);
  }
  const why =
    status === 403
      ? 'The folder may not be written to. Choose another folder in the file browser.'
      : `The Jupyter server answered with ${status}.`;
  return new AwsError({
    code: 'FileNotWritten',
    message: `“${path}” was not written. ${why}`,
    retryable: status >= 500
  });
}
