/**
 * Stands for the module `vscode` in unit tests: what the extension uses of it, with levers and
 * records in {@link stub}. It imitates the editor only as far as a test looks.
 */

import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { posix } from 'node:path';

type Listener<T> = (value: T) => unknown;

export class Disposable {
  constructor(readonly dispose: () => void) {}
}

export class EventEmitter<T> {
  private readonly listeners = new Set<Listener<T>>();

  readonly event = (listener: Listener<T>): Disposable => {
    this.listeners.add(listener);
    return new Disposable(() => this.listeners.delete(listener));
  };

  fire(value: T): void {
    [...this.listeners].forEach(listener => listener(value));
  }

  dispose(): void {
    this.listeners.clear();
  }
}

export class Uri {
  private constructor(
    readonly scheme: string,
    readonly path: string,
    readonly query: string
  ) {}

  static from(parts: { scheme: string; path: string; query?: string }): Uri {
    return new Uri(parts.scheme, parts.path, parts.query ?? '');
  }

  static file(path: string): Uri {
    return new Uri('file', path, '');
  }

  static parse(text: string): Uri {
    const [, scheme = '', path = ''] = /^([\w-]+):(?:\/\/)?(.*)$/.exec(text) ?? [];
    if (!scheme) {
      throw new Error('[UriError]: Scheme is missing');
    }
    return new Uri(scheme, path, '');
  }

  static joinPath(base: Uri, ...parts: string[]): Uri {
    return new Uri(base.scheme, posix.join(base.path, ...parts), '');
  }

  with({ path }: { path: string }): Uri {
    return new Uri(this.scheme, path, this.query);
  }

  get fsPath(): string {
    return this.path;
  }

  toString(): string {
    return `${this.scheme}:${encodeURI(this.path)}${this.query ? `?${encodeURIComponent(this.query)}` : ''}`;
  }
}

export class ThemeIcon {
  constructor(
    readonly id: string,
    readonly color?: ThemeColor
  ) {}
}

export class ThemeColor {
  constructor(readonly id: string) {}
}

export class TreeItem {
  constructor(readonly label: string) {}
}

export class NotebookCellData {
  constructor(
    readonly kind: number,
    readonly value: string,
    readonly languageId: string
  ) {}
}

export class TabInputCustom {
  constructor(
    readonly uri: Uri,
    readonly viewType: string
  ) {}
}

export const FileType = { File: 1, Directory: 2, SymbolicLink: 64 };
export const QuickPickItemKind = { Separator: -1 };
export const NotebookCellKind = { Markup: 1, Code: 2 };
export const StatusBarAlignment = { Left: 1, Right: 2 };
export const ProgressLocation = { Notification: 15 };
export const ConfigurationTarget = { Global: 1, Workspace: 2 };

const configurationChanged = new EventEmitter<{ affectsConfiguration(section: string): boolean }>();
const trustGranted = new EventEmitter<void>();

/** Levers and records. */
export const stub = {
  settings: new Map<string, unknown>(),
  trusted: true,
  commands: new Map<string, (...args: unknown[]) => unknown>(),
  executed: [] as unknown[][],
  context: new Map<string, unknown>(),
  messages: [] as { level: string; text: string; options: unknown; items: string[] }[],
  /** What the user answers to the next dialog. */
  answer: undefined as string | undefined,
  treeViews: [] as string[],
  statusItems: [] as { text: string; command?: string }[],
  /** Providers of items below cells, by type of notebook. */
  cellProviders: new Map<string, unknown>(),
  folders: [] as string[],
  /** What outputs of notebooks send. */
  outputMessages: new EventEmitter<unknown>(),
  setSetting(key: string, value: unknown): void {
    stub.settings.set(key, value);
    configurationChanged.fire({
      affectsConfiguration: section => `pilothouse.${key}`.startsWith(section)
    });
  },
  trust(): void {
    stub.trusted = true;
    trustGranted.fire();
  },
  reset(): void {
    stub.settings.clear();
    stub.commands.clear();
    stub.context.clear();
    stub.trusted = true;
    stub.executed.length = stub.messages.length = stub.treeViews.length = 0;
    stub.statusItems.length = stub.folders.length = 0;
    stub.answer = undefined;
  }
};

const show =
  (level: string) =>
  (text: string, ...rest: unknown[]): Promise<string | undefined> => {
    const options = typeof rest[0] === 'object' ? rest.shift() : undefined;
    stub.messages.push({ level, text, options, items: rest as string[] });
    return Promise.resolve(rest.includes(stub.answer) ? stub.answer : undefined);
  };

const log = {
  ...{ trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore },
  show: ignore,
  dispose: ignore
};

function ignore(): void {
  // Nobody reads the log in unit tests.
}

export class DataTransferItem {
  constructor(readonly value: unknown) {}
}

export const window = {
  state: { focused: true },
  createOutputChannel: () => log,
  createTreeView: (id: string) => {
    stub.treeViews.push(id);
    return { visible: false, onDidChangeVisibility: new EventEmitter().event, dispose: ignore };
  },
  createStatusBarItem: () => {
    const item = { text: '', show: ignore, dispose: ignore };
    stub.statusItems.push(item);
    return item;
  },
  registerCustomEditorProvider: () => new Disposable(ignore),
  showInformationMessage: show('info'),
  showWarningMessage: show('warning'),
  showErrorMessage: show('error'),
  showQuickPick: () => Promise.resolve(undefined),
  showInputBox: () => Promise.resolve(undefined),
  tabGroups: { activeTabGroup: { activeTab: undefined } },
  showOpenDialog: () => Promise.resolve(undefined),
  showSaveDialog: () => Promise.resolve(undefined),
  withProgress: (_options: unknown, task: (...args: unknown[]) => unknown) =>
    Promise.resolve(task({ report: ignore }, { onCancellationRequested: ignore }))
};

export const commands = {
  registerCommand: (id: string, handler: (...args: unknown[]) => unknown) => {
    stub.commands.set(id, handler);
    return new Disposable(() => stub.commands.delete(id));
  },
  executeCommand: (...args: unknown[]) => {
    stub.executed.push(args);
    if (args[0] === 'setContext') {
      stub.context.set(String(args[1]), args[2]);
    }
    return Promise.resolve();
  }
};

export const workspace = {
  get isTrusted() {
    return stub.trusted;
  },
  onDidGrantWorkspaceTrust: trustGranted.event,
  onDidChangeConfiguration: configurationChanged.event,
  getConfiguration: () => ({
    get: (key: string, fallback?: unknown) => stub.settings.get(key) ?? fallback,
    inspect: () => ({}),
    update: (key: string, value: unknown) => {
      stub.setSetting(key, value);
      return Promise.resolve();
    }
  }),
  get workspaceFolders() {
    return stub.folders.map(path => ({ uri: Uri.file(path) }));
  },
  getWorkspaceFolder: (uri: Uri) =>
    stub.folders.find(folder => uri.scheme === 'file' && uri.path.startsWith(`${folder}/`)),
  fs: {
    stat: async (uri: Uri) => {
      const found = await stat(uri.path);
      return { type: found.isDirectory() ? 2 : 1, size: found.size, mtime: found.mtimeMs };
    },
    readDirectory: async (uri: Uri) =>
      (await readdir(uri.path, { withFileTypes: true })).map(
        entry => [entry.name, entry.isDirectory() ? 2 : entry.isSymbolicLink() ? 65 : 1] as const
      ),
    readFile: async (uri: Uri) => new Uint8Array(await readFile(uri.path)),
    writeFile: (uri: Uri, data: Uint8Array) => writeFile(uri.path, data)
  }
};

export const env = { language: 'en', clipboard: { writeText: () => Promise.resolve() } };
export const extensions = { getExtension: () => undefined };
export const notebooks = {
  createRendererMessaging: () => ({ onDidReceiveMessage: stub.outputMessages.event }),
  registerNotebookCellStatusBarItemProvider: (type: string, provider: unknown) => {
    stub.cellProviders.set(type, provider);
    return new Disposable(() => stub.cellProviders.delete(type));
  }
};
export const NotebookCellStatusBarAlignment = { Left: 1, Right: 2 };
export class NotebookCellStatusBarItem {
  command: unknown;
  tooltip: unknown;
  constructor(
    readonly text: string,
    readonly alignment: number
  ) {}
}
export const l10n = {
  t: (text: string, ...values: unknown[]) =>
    text.replace(/\{(\d+)\}/g, (_all, index: string) => String(values[Number(index)]))
};
