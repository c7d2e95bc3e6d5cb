import type { BackendState, Host } from '@pilothouse/core/host';
import type { MessageConnection } from 'vscode-jsonrpc';
import * as rpc from '../rpc/protocol';
import { toAwsError } from './remoteApi';
import { onDidChangeTheme, themeKind } from './theme';

/** `Host` of a page: asks the extension host; only the theme is known here. */
export function remoteHost(connection: MessageConnection, locale: string): Host {
  const listeners = new Set<(state: BackendState) => void>();
  connection.onNotification(rpc.BackendChanged, state => {
    listeners.forEach(listener => listener(state));
  });
  const answer = async <T>(request: Promise<T>): Promise<T> => {
    try {
      return await request;
    } catch (error) {
      throw toAwsError(error);
    }
  };
  const done = async (request: Promise<unknown>): Promise<void> => {
    await answer(request);
  };
  const tell = (sent: Promise<void>): void => {
    // The connection ends only with the page.
    sent.catch(() => undefined);
  };

  return {
    locale,
    // Without it the editor opens what is dropped beside the view.
    dragKey: 'Shift',
    backend: {
      state: () => answer(connection.sendRequest(rpc.BackendGet)),
      choose: choice => answer(connection.sendRequest(rpc.BackendChoose, choice)),
      startEngine: () => answer(connection.sendRequest(rpc.EngineStart)),
      installEngine: () => answer(connection.sendRequest(rpc.EngineInstall)),
      engineStorage: () => answer(connection.sendRequest(rpc.EngineStorageGet)),
      cleanEngineStorage: request =>
        answer(connection.sendRequest(rpc.EngineStorageClean, request)),
      onDidChange: listener => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      }
    },
    files: {
      stat: path => answer(connection.sendRequest(rpc.FileStatOf, { path })),
      read: async (path, start, end, signal) => {
        signal?.throwIfAborted();
        const bytes = await answer(connection.sendRequest(rpc.FileRead, { path, start, end }));
        signal?.throwIfAborted();
        return bytes;
      },
      list: async (path, limit, only) =>
        (await answer(connection.sendRequest(rpc.FileList, { path, limit, only }))).found,
      pick: async what => (await answer(connection.sendRequest(rpc.FilePick, { what }))).path
    },
    storage: {
      get: async <T>(key: string) =>
        (await answer(connection.sendRequest(rpc.StorageGet, { key }))).value as T | undefined,
      set: (key, value) => done(connection.sendRequest(rpc.StorageSet, { key, value }))
    },
    theme: () => themeKind(document.body),
    onDidChangeTheme: listener => onDidChangeTheme(document.body, listener),
    openView: (view, args) => tell(connection.sendNotification(rpc.OpenView, { view, args })),
    setTitle: title => {
      document.title = title;
    },
    confirm: request => answer(connection.sendRequest(rpc.Confirm, request)),
    copy: text => done(connection.sendRequest(rpc.Copy, { text })),
    insertCode: (code, language) =>
      done(connection.sendRequest(rpc.InsertCode, { code, language })),
    save: (name, data, mimeType) =>
      done(connection.sendRequest(rpc.Save, { name, data, mimeType })),
    openNotebook: async (name, data) =>
      (await answer(connection.sendRequest(rpc.OpenNotebook, { name, data }))).opened,
    openExternal: url => tell(connection.sendNotification(rpc.OpenExternal, { url })),
    notify: (level, message, actions = []) => {
      const labels = actions.map(action => action.label);
      connection.sendRequest(rpc.Notify, { level, message, actions: labels }).then(
        chosen => actions[chosen]?.run(),
        () => undefined
      );
    },
    showLog: () => tell(connection.sendNotification(rpc.ShowLog))
  };
}
