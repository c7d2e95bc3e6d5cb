import type { JupyterFrontEnd } from '@jupyterlab/application';
import {
  Dialog,
  InputDialog,
  type IThemeManager,
  Notification,
  showDialog
} from '@jupyterlab/apputils';
import { FileDialog, type IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import { type INotebookTracker, NotebookActions } from '@jupyterlab/notebook';
import type { IStateDB } from '@jupyterlab/statedb';
import type { ITranslator } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject, ReadonlyPartialJSONValue } from '@lumino/coreutils';
import type {
  BackendControl,
  Confirmation,
  Host,
  HostStorage,
  NotifyAction,
  ThemeKind
} from '@pilothouse/core/host';
import type { ViewArgs, ViewName } from '@pilothouse/core/views/names';
import { JupyterFiles } from './files';
import { openNotebook } from './open-notebook';
import { CommandIds } from './tokens';

/** What {@link JupyterHost} builds on; all but the first two may be missing. */
export interface HostParts {
  app: JupyterFrontEnd;
  backend: BackendControl;
  state: IStateDB | null;
  themes: IThemeManager | null;
  browser: IDefaultFileBrowser | null;
  notebooks: INotebookTracker | null;
  translator: ITranslator;
}

const EXTENSIONS = { python: '.py', typescript: '.ts', shellscript: '.sh', json: '.json' } as const;

/** {@link Host} of one view in JupyterLab or Notebook 7. */
export class JupyterHost implements Host {
  readonly locale: string;
  readonly backend: BackendControl;
  readonly files: JupyterFiles;
  readonly storage: HostStorage;

  constructor(
    private readonly parts: HostParts,
    readonly setTitle: (title: string) => void
  ) {
    const { app, backend, state, translator } = parts;
    this.locale = translator.languageCode.replace('_', '-');
    this.backend = backend;
    this.files = new JupyterFiles(app.serviceManager, what => this.pick(what));
    this.storage = {
      get: async <T>(key: string) => (await state?.fetch(storageKey(key))) as T | undefined,
      set: async (key, value) => {
        await state?.save(storageKey(key), value as ReadonlyPartialJSONValue);
      }
    };
  }

  theme(): ThemeKind {
    const { themes } = this.parts;
    const name = themes?.theme ?? document.body.dataset.jpThemeName ?? '';
    const light = themes?.theme
      ? themes.isLight(themes.theme)
      : document.body.dataset.jpThemeLight !== 'false';
    if (/high contrast/i.test(name)) {
      return light ? 'high-contrast-light' : 'high-contrast';
    }
    return light ? 'light' : 'dark';
  }

  onDidChangeTheme(listener: (theme: ThemeKind) => void): () => void {
    const slot = (): void => listener(this.theme());
    this.parts.themes?.themeChanged.connect(slot);
    return () => {
      this.parts.themes?.themeChanged.disconnect(slot);
    };
  }

  openView<V extends ViewName>(view: V, args: ViewArgs[V]): void {
    const { commands } = this.parts.app;
    if (view === 'sidebar') {
      void commands.execute(CommandIds.showSidebar);
      return;
    }
    const request = { view, args } as unknown as ReadonlyPartialJSONObject;
    void commands.execute(CommandIds.openView, request);
  }

  async confirm(request: Confirmation): Promise<boolean> {
    const destructive = request.kind === 'destructive';
    const create = destructive ? Dialog.warnButton : Dialog.okButton;
    const trans = this.parts.translator.load('pilothouse');
    const result = await showDialog({
      title: request.title,
      body: request.message,
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        create({ label: request.confirmLabel })
      ],
      defaultButton: destructive ? 0 : 1
    });
    return result.button.accept;
  }

  async copy(text: string): Promise<void> {
    await navigator.clipboard.writeText(text);
  }

  async insertCode(code: string, language: keyof typeof EXTENSIONS): Promise<void> {
    const { app, notebooks, browser } = this.parts;
    const panel = notebooks?.currentWidget;
    if (panel && language === 'python') {
      NotebookActions.insertBelow(panel.content);
      panel.content.activeCell?.model.sharedModel.setSource(code);
      app.shell.activateById(panel.id);
      return;
    }
    const { contents } = app.serviceManager;
    const path = browser?.model.path ?? '';
    const file = await contents.newUntitled({ type: 'file', ext: EXTENSIONS[language], path });
    await contents.save(file.path, { type: 'file', format: 'text', content: code });
    await app.commands.execute('docmanager:open', { path: file.path });
  }

  async save(name: string, data: Uint8Array, mimeType: string): Promise<void> {
    const url = URL.createObjectURL(new Blob([data as BlobPart], { type: mimeType }));
    const link = document.createElement('a');
    link.href = url;
    link.download = name.replace(/[\\/]/g, '_');
    link.click();
    // Revoked later: some browsers read the address only after the click has been handled.
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }

  openNotebook(name: string, content: Uint8Array): Promise<boolean> {
    const { app, browser, translator } = this.parts;
    return openNotebook(app, browser?.model.path ?? '', name, content, translator);
  }

  openExternal(url: string): void {
    if (/^https?:\/\//i.test(url)) {
      window.open(url, '_blank', 'noopener,noreferrer');
    }
  }

  notify(level: 'info' | 'warning' | 'error', message: string, actions: NotifyAction[] = []): void {
    Notification.emit(message, level, {
      autoClose: level === 'error' ? false : 6_000,
      actions: actions.map(({ label, run }) => ({ label, callback: run }))
    });
  }

  showLog(): void {
    const { commands } = this.parts.app;
    const trans = this.parts.translator.load('pilothouse');
    const buttons = [Dialog.okButton({ label: trans.__('Close') })];
    void showDialog({
      title: trans.__('Where the logs are'),
      body: trans.__(
        'The local engine writes engine.log in its data folder; `python -m pilothouse_engine ' +
          'status` prints where that is. Errors of the Jupyter server are in the terminal or log ' +
          'file it was started with.'
      ),
      buttons: commands.hasCommand('logconsole:open')
        ? [
            Dialog.cancelButton({ label: trans.__('Close') }),
            Dialog.okButton({ label: trans.__('Open log console') })
          ]
        : buttons
    }).then(({ button }) => {
      if (button.accept && commands.hasCommand('logconsole:open')) {
        void commands.execute('logconsole:open');
      }
    });
  }

  private async pick(what: string[] | 'folder'): Promise<string | undefined> {
    const { browser, translator } = this.parts;
    const trans = translator.load('pilothouse');
    const isFolder = what === 'folder';
    const title = isFolder ? trans.__('Choose a folder') : trans.__('Choose a data file');
    if (!browser) {
      const typed = await InputDialog.getText({ title, label: trans.__('Path') });
      return typed.button.accept ? (typed.value ?? undefined) : undefined;
    }
    const common = { manager: browser.model.manager, title, translator };
    if (isFolder) {
      const folder = await FileDialog.getExistingDirectory(common);
      return folder.button.accept ? folder.value?.[0]?.path : undefined;
    }
    const endings = what.map(extension => `.${extension.replace(/^\./, '').toLowerCase()}`);
    const chosen = await FileDialog.getOpenFiles({
      ...common,
      filter: ({ name }) =>
        endings.some(ending => name.toLowerCase().endsWith(ending)) ? { score: 0 } : null
    });
    return chosen.button.accept
      ? chosen.value?.find(({ type }) => type !== 'directory')?.path
      : undefined;
  }
}

function storageKey(key: string): string {
  return `pilothouse:view:${key}`;
}
