/** Dialogs that plugins ask with; loaded when the first is shown. */
import { Dialog, InputDialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Confirmation } from '@pilothouse/core/host';

const EXAMPLE_URI = 's3://bucket/path/analysis.json';

/** Whether to install the engine. */
export async function confirmInstall(trans: TranslationBundle): Promise<boolean> {
  const { button } = await showDialog({
    title: trans.__('Install the local engine?'),
    body: trans.__(
      'This runs “pip install pilothouse-engine” in the Python environment of the Jupyter ' +
        'server. It downloads scikit-learn, LightGBM and pandas if they are not there yet.'
    ),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.okButton({ label: trans.__('Install') })
    ]
  });
  return button.accept;
}

/** Whether to clean the engine's storage. */
export async function confirmClean(
  trans: TranslationBundle,
  { title, message, confirmLabel }: Confirmation
): Promise<boolean> {
  const { button } = await showDialog({
    title,
    body: message,
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.warnButton({ label: confirmLabel })
    ],
    defaultButton: 0
  });
  return button.accept;
}

/** The place of an explanation in S3; `undefined` when the user cancels. */
export async function askForUri(trans: TranslationBundle): Promise<string | undefined> {
  const { button, value } = await InputDialog.getText({
    title: trans.__('Open explanation from S3'),
    label: trans.__('A report’s prefix, or one of its files'),
    placeholder: EXAMPLE_URI,
    pattern: '\\s*s3://[a-z0-9][a-z0-9.\\-]{1,61}[a-z0-9](/.*)?',
    okLabel: trans.__('Open')
  });
  return button.accept ? (value?.trim() ?? undefined) : undefined;
}
