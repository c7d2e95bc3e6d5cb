import { beforeEach, describe, expect, it, vi } from 'vitest';
import { openNotebook } from './open-notebook';

/** What the user presses in the dialog; `undefined`: cancel. */
let answer: string | undefined;
const asked: string[] = [];

vi.mock('@jupyterlab/apputils', () => {
  const button = (options: object): object => ({ ...options, accept: true });
  return {
    Dialog: { okButton: button, warnButton: button, cancelButton: button },
    showDialog: ({ title }: { title: string }) => {
      asked.push(title);
      return Promise.resolve({ button: { label: answer, accept: answer !== undefined } });
    }
  };
});

const translator = {
  load: () => ({ __: (text: string, ...values: string[]) => text.replace('%1', values[0] ?? '') })
};
const files = new Map<string, string>();
let opened: string[];
let reverted: number;
let writing: number | undefined;

const failure = (status: number): Error =>
  Object.assign(new Error('refused'), { response: { status } });

const app = {
  serviceManager: {
    contents: {
      get: async (path: string) => {
        const content = files.get(path);
        if (content === undefined) {
          throw failure(404);
        }
        if (content === 'not text') {
          throw failure(400);
        }
        return { content };
      },
      save: async (path: string, { content }: { content: string }) => {
        if (writing !== undefined) {
          throw failure(writing);
        }
        files.set(path, content);
      }
    }
  },
  commands: {
    execute: async (_id: string, { path }: { path: string }) => {
      opened.push(path);
      return { context: { revert: async () => void (reverted += 1) } };
    }
  }
};

const open = (folder: string, name: string, text: string): Promise<boolean> =>
  openNotebook(app as never, folder, name, new TextEncoder().encode(text), translator as never);

beforeEach(() => {
  files.clear();
  asked.length = 0;
  opened = [];
  reverted = 0;
  answer = writing = undefined;
});

describe('openNotebook', () => {
  it('writes into the folder of the file browser and opens it', async () => {
    expect(await open('work/a', '../../n.ipynb', '{}')).toBe(true);
    expect(await open('RTC:', 'n.ipynb', '{}')).toBe(true);
    expect([...files.keys()]).toEqual(['work/a/n.ipynb', 'RTC:n.ipynb']);
    expect(opened).toEqual(['work/a/n.ipynb', 'RTC:n.ipynb']);
    expect(asked).toEqual([]);
  });

  it.each(['', 'a/', '..', '.ipynb', '.hidden.ipynb', 'startup.py', 'n.ipynb.sh'])(
    'refuses “%s”, which names no notebook',
    async name => {
      await expect(open('work', name, '{}')).rejects.toMatchObject({ code: 'FileNotWritten' });
      expect([files.size, opened]).toEqual([0, []]);
    }
  );

  it('asks nothing where the same is there', async () => {
    files.set('n.ipynb', '{}');
    expect(await open('', 'n.ipynb', '{}')).toBe(true);
    expect(asked).toEqual([]);
    expect(reverted).toBe(0);
  });

  it('replaces another one only if the user says so, in an open tab too', async () => {
    files.set('n.ipynb', 'mine');
    expect(await open('', 'n.ipynb', 'theirs')).toBe(false);
    answer = 'Open that one';
    expect(await open('', 'n.ipynb', 'theirs')).toBe(true);
    expect(files.get('n.ipynb')).toBe('mine');
    answer = 'Replace it';
    expect(await open('', 'n.ipynb', 'theirs')).toBe(true);
    expect(files.get('n.ipynb')).toBe('theirs');
    expect(reverted).toBe(1);
    expect(opened).toHaveLength(2);
    expect(asked).toHaveLength(3);
  });

  it('takes what it cannot read for another one', async () => {
    files.set('n.ipynb', 'not text');
    expect(await open('', 'n.ipynb', 'theirs')).toBe(false);
    expect(asked).toEqual(['n.ipynb is already in this folder']);
  });

  it('says where it may not write, and the next step', async () => {
    writing = 403;
    await expect(open('shared', 'n.ipynb', '{}')).rejects.toThrow(
      '“shared/n.ipynb” was not written. The folder may not be written to. Choose another folder'
    );
  });
});
