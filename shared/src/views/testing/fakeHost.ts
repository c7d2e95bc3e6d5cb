import { backendLabel } from '../../environment/backend';
import { readEngineStorage } from '../../environment/engineStorage';
import type { FolderEntry } from '../../explain/folder';
import type { BackendChoice, BackendState, Host, ThemeKind } from '../../host';

export interface FakeHostOptions {
  backend?: Partial<BackendState>;
  /** The state of the backend never becomes known. */
  backendNever?: boolean;
  /** Workspace files by path. */
  files?: Record<string, Uint8Array>;
  /** The engine's report about its storage, as it writes it. */
  engineStorage?: unknown;
  /** Reading a file never ends. */
  filesNever?: boolean;
  stored?: Record<string, unknown>;
  locale?: string;
}

/** Account, role and bucket are made up. */
export const localBackend: BackendState = {
  choice: { kind: 'local' },
  label: 'Local engine',
  status: 'ready',
  region: 'local',
  roleArn: 'arn:aws:iam::000000000000:role/PilothouseLocal',
  defaultBucket: 'sagemaker-local-000000000000',
  cost: 'free',
  profiles: ['default', 'analyst', 'a-profile-with-a-rather-long-name-for-a-narrow-sidebar']
};

export const awsBackend: BackendState = {
  ...localBackend,
  choice: { kind: 'aws', region: 'eu-west-1', profile: 'analyst' },
  label: 'AWS eu-west-1 · analyst',
  region: 'eu-west-1',
  roleArn: 'arn:aws:iam::111122223333:role/service-role/AmazonSageMaker-ExecutionRole',
  defaultBucket: 'sagemaker-eu-west-1-111122223333',
  cost: 'billed'
};

function themeOf(body: HTMLElement): ThemeKind {
  if (body.classList.contains('vscode-high-contrast')) {
    return 'high-contrast';
  }
  const dark = body.dataset.jpThemeLight === 'false' || body.classList.contains('vscode-dark');
  return dark ? 'dark' : 'light';
}

/** The files below a folder, by the paths of all. */
function listFiles(
  files: Record<string, Uint8Array>,
  folder: string,
  limit: number,
  only?: readonly string[]
): { entries: FolderEntry[]; truncated: boolean } {
  const prefix = folder === '' ? '' : `${folder}/`;
  const entries = Object.entries(files).flatMap(([path, bytes]) => {
    const below = path.slice(prefix.length);
    return path.startsWith(prefix) && (!only || only.includes(below.split('/')[0] as string))
      ? [{ path: below, size: bytes.length, modified: Date.UTC(2026, 10, 22) }]
      : [];
  });
  if (entries.length === 0 && !only) {
    throw new Error(`There is no folder ${folder}.`);
  }
  return { entries: entries.slice(0, limit), truncated: entries.length > limit };
}

/** A {@link Host} for tests, with what was asked of it in `asked`. */
export interface FakeHost extends Host {
  /** One line per request, e.g. `open automl-job {"jobName":"churn"}`. */
  readonly asked: string[];
}

/** An IDE that keeps everything in the page. */
export function fakeHost(options: FakeHostOptions = {}): FakeHost {
  let backend: BackendState = { ...localBackend, ...options.backend };
  const listeners = new Set<(state: BackendState) => void>();
  const stored = new Map(Object.entries(options.stored ?? {}));
  const asked: string[] = [];
  const note = (what: string): void => void asked.push(what);
  const become = async (next: BackendState): Promise<BackendState> => {
    backend = next;
    listeners.forEach(listener => listener(next));
    return next;
  };
  const file = (path: string): Uint8Array => {
    const bytes = options.files?.[path];
    if (!bytes) {
      throw new Error(`There is no file ${path}.`);
    }
    return bytes;
  };
  return {
    asked,
    locale: options.locale ?? 'en',
    backend: {
      state: () => (options.backendNever ? new Promise(() => undefined) : Promise.resolve(backend)),
      choose: (choice: BackendChoice) => {
        note(`choose ${JSON.stringify(choice)}`);
        const base = choice.kind === 'local' ? localBackend : awsBackend;
        return become({ ...base, choice, label: backendLabel(choice) });
      },
      startEngine: () => {
        note('start engine');
        return become(localBackend);
      },
      installEngine: () => {
        note('install engine');
        return become(localBackend);
      },
      engineStorage: async () => readEngineStorage(options.engineStorage),
      cleanEngineStorage: async request => {
        note(`clean ${JSON.stringify(request)}`);
        const report = options.engineStorage as object;
        return readEngineStorage({ ...report, cleaned: { freedBytes: 4_000_000 } });
      },
      onDidChange: listener => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      }
    },
    files: {
      stat: async path => ({ size: file(path).length, modified: Date.UTC(2026, 10, 22) }),
      read: (path, start, end) =>
        options.filesNever
          ? new Promise(() => undefined)
          : Promise.resolve().then(() => file(path).slice(start, end)),
      list: async (path, limit, only) =>
        options.files?.[path] ? undefined : listFiles(options.files ?? {}, path, limit, only),
      pick: async () => undefined
    },
    storage: {
      get: async <T>(key: string) => stored.get(key) as T | undefined,
      set: async (key, value) => {
        stored.set(key, value);
      }
    },
    theme: () => themeOf(document.body),
    onDidChangeTheme: () => () => undefined,
    openView: (view, args) => note(`open ${view} ${JSON.stringify(args)}`),
    setTitle: title => {
      document.title = title;
    },
    confirm: async request => {
      note(`confirm ${request.title}`);
      return true;
    },
    copy: async () => note('copy'),
    insertCode: async () => note('insert'),
    save: async name => note(`save ${name}`),
    openNotebook: async name => {
      note(`notebook ${name}`);
      return true;
    },
    openExternal: url => note(`external ${url}`),
    notify: (level, message) => note(`${level} ${message}`),
    showLog: () => note('log')
  };
}
