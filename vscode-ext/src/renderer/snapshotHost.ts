import { AwsError } from '@pilothouse/core/aws/errors';
import type { Host } from '@pilothouse/core/host';
import { onDidChangeTheme, themeKind } from '../webview/theme';

/**
 * `Host` of a notebook's output: it can copy and, in an editor with this extension, open views.
 *
 * @param post - Sends to the extension; absent where nobody listens.
 */
export function snapshotHost(post: ((message: unknown) => void) | undefined): Host {
  const absent = (): Promise<never> =>
    Promise.reject(
      new AwsError({
        code: 'OperationNotAllowed',
        message: 'This is not available in a saved output.',
        retryable: false
      })
    );
  return {
    locale: document.documentElement.lang || navigator.language,
    backend: {
      state: absent,
      choose: absent,
      startEngine: absent,
      installEngine: absent,
      engineStorage: absent,
      cleanEngineStorage: absent,
      onDidChange: () => () => undefined
    },
    files: { stat: absent, read: absent, list: absent, pick: absent },
    storage: { get: () => Promise.resolve(undefined), set: () => Promise.resolve() },
    theme: () => themeKind(document.body),
    onDidChangeTheme: listener => onDidChangeTheme(document.body, listener),
    openView: (view, args) => post?.({ open: view, args }),
    setTitle: () => undefined,
    confirm: absent,
    copy: text => navigator.clipboard.writeText(text),
    insertCode: absent,
    save: absent,
    openNotebook: absent,
    openExternal: () => undefined,
    notify: () => undefined,
    showLog: () => undefined
  };
}
