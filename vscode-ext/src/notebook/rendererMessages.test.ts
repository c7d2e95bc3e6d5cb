import { afterEach, beforeEach, expect, it } from 'vitest';
import { stub, Uri } from '../testing/vscodeStub';
import { registerRendererMessages } from './rendererMessages';

let registered: { dispose(): void };

beforeEach(() => {
  stub.reset();
  stub.folders.push('/w');
  registered = registerRendererMessages();
});

afterEach(() => registered.dispose());

/** The file that is opened when the output of a notebook asks for a path. */
async function opened(path: string, notebook = '/notes/deep/n.ipynb'): Promise<string | undefined> {
  stub.executed.length = 0;
  stub.outputMessages.fire({
    editor: { notebook: { uri: Uri.file(notebook) } },
    message: { open: 'explanation', args: { source: { kind: 'file', path } } }
  });
  await new Promise(resolve => setTimeout(resolve));
  const [call] = stub.executed;
  expect(stub.executed.length + stub.messages.splice(0).length).toBe(1);
  return call && (call[1] as Uri).path;
}

it.each([
  ['report/analysis.json', '/notes/deep/report/analysis.json'],
  ['./a/../analysis.json', '/notes/deep/analysis.json'],
  ['/notes/deep/analysis.json', '/notes/deep/analysis.json'],
  ['a\\analysis.json', '/notes/deep/a/analysis.json'],
  ['/w/analysis.json', '/w/analysis.json']
])('opens “%s”, beside the notebook or in the workspace', async (path, expected) => {
  expect(await opened(path)).toBe(expected);
});

it.each([
  '../analysis.json',
  '..\\analysis.json',
  '/etc/analysis.json',
  '/notes/deep/../analysis.json',
  '/notes/deep/a/../../../etc/analysis.json',
  '/w/../etc/analysis.json',
  '/notes/deeper/analysis.json'
])('says that “%s” leads outside', async path => {
  expect(await opened(path)).toBeUndefined();
});

it('ignores what names no view', () => {
  const editor = { notebook: { uri: Uri.file('/w/n.ipynb') } };
  for (const message of [undefined, 3, { open: 'nothing' }, { open: 'automl-job', args: {} }]) {
    stub.outputMessages.fire({ editor, message });
  }
  expect(stub.executed).toEqual([]);
});
