import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { activate } from './extension';
import { WELCOMED } from './trees/ListsCoordinator';
import { EDITOR_TYPE, EXPLANATION_EDITOR, OWN_EXPLANATION_EDITOR } from './panels/ViewEditor';
import { RENDERER_ID } from './notebook/rendererMessages';
import { SCHEME } from './panels/viewUri';
import { stub, Uri } from './testing/vscodeStub';
import { MIME_TYPE } from '@pilothouse/core/views/snapshot/format';

const root = join(import.meta.dirname, '..');
const manifestText = readFileSync(join(root, 'package.json'), 'utf8');
const manifest = JSON.parse(manifestText) as Manifest;
const texts = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Record<
  string,
  string
>;

interface Manifest {
  engines: { vscode: string };
  activationEvents: string[];
  extensionKind: string[];
  enabledApiProposals?: string[];
  extensionDependencies?: string[];
  capabilities: {
    untrustedWorkspaces: { supported: string; restrictedConfigurations: string[] };
  };
  contributes: {
    commands: { command: string }[];
    configuration: { properties: Record<string, unknown> };
    menus: Record<string, { command: string; when?: string }[]>;
    views: Record<string, { id: string }[]>;
    viewsContainers: { activitybar: { id: string; icon: string }[] };
    viewsWelcome: { view: string; contents: string; when: string }[];
    customEditors: {
      viewType: string;
      priority: string;
      selector: { filenamePattern: string }[];
    }[];
    notebookRenderer: { id: string; mimeTypes: string[]; entrypoint: string }[];
  };
}

const { contributes } = manifest;
const commandIds = contributes.commands.map(({ command }) => command);
const viewIds = Object.values(contributes.views).flatMap(views => views.map(({ id }) => id));

function start(): void {
  const context = {
    subscriptions: [],
    extensionPath: root,
    extensionUri: Uri.file(root),
    globalStorageUri: Uri.file('/nowhere'),
    workspaceState: { get: () => undefined, update: () => Promise.resolve() }
  };
  activate(context as never);
}

beforeEach(() => stub.reset());

describe('activate', () => {
  it('has a handler for every declared command, and declares every command', () => {
    start();
    expect([...stub.commands.keys()].sort()).toEqual([...commandIds].sort());
  });

  it('makes the declared views', () => {
    start();
    expect([...stub.treeViews].sort()).toEqual([...viewIds].sort());
  });

  it('starts nothing and loads no AWS code', () => {
    const fetched = vi.spyOn(globalThis, 'fetch');
    start();
    expect(fetched).not.toHaveBeenCalled();
    expect(stub.messages).toEqual([]);
    const loaded = Object.keys(require.cache).join();
    expect(loaded).not.toMatch(/@aws-sdk|aws\.cjs/);
  });

  it('shows the backend in the status bar', () => {
    stub.settings.set('backend', 'aws').set('region', 'eu-west-1').set('profile', 'analyst');
    start();
    expect(stub.statusItems).toMatchObject([
      { text: '$(cloud) AWS eu-west-1 · analyst', command: 'pilothouse.backend.choose' }
    ]);
    stub.setSetting('backend', 'local');
    expect(stub.statusItems[0]?.text).toBe('$(vm) Local engine');
  });
});

describe('the manifest', () => {
  it('costs nothing at start and asks for no special rights', () => {
    expect(manifest.activationEvents).toEqual([]);
    expect(manifest.extensionKind).toEqual(['workspace']);
    expect(manifest.engines.vscode).toBe('^1.90.0');
    expect(manifest.enabledApiProposals).toBeUndefined();
    expect(manifest.extensionDependencies).toBeUndefined();
  });

  it('has a text for every key and no key too many', () => {
    const used = [...manifestText.matchAll(/"%([\w.]+)%"/g)].map(match => match[1]);
    expect([...new Set(used)].sort()).toEqual(Object.keys(texts).sort());
  });

  it('has all texts in the texts file', () => {
    const fields = /"(title|name|description|displayName|contents|untrusted)": "(?!%)/g;
    const own = [...manifestText.matchAll(fields)].map(match => match[0]);
    expect(own.filter(field => !field.startsWith('"name"'))).toEqual([]);
  });

  it('names commands and settings in its own space, clear of what Code Editor hides', () => {
    const ids = [...commandIds, ...Object.keys(contributes.configuration.properties), ...viewIds];
    for (const id of ids) {
      expect(id).toMatch(/^pilothouse\./);
      expect(id).not.toMatch(/^(ai|chat|inlineChat|github\.copilot)\./);
    }
    expect(new Set(commandIds).size).toBe(commandIds.length);
  });

  it('refers only to commands, views and editors that exist', () => {
    const items = Object.values(contributes.menus).flat();
    items.forEach(({ command }) => expect(commandIds).toContain(command));
    const linked = Object.values(texts).flatMap(text =>
      [...text.matchAll(/\(command:(pilothouse[\w.]+)/g)].map(match => match[1])
    );
    expect(linked.length).toBeGreaterThan(5);
    linked.forEach(command => expect(commandIds).toContain(command));
    contributes.viewsWelcome.forEach(({ view }) => expect(viewIds).toContain(view));
    const named = items.flatMap(({ when = '' }) => [...when.matchAll(/view == ([\w.]+)/g)]);
    named.forEach(match => expect(viewIds).toContain(match[1]));
    expect(contributes.customEditors.map(({ viewType }) => viewType)).toEqual([
      EDITOR_TYPE,
      OWN_EXPLANATION_EDITOR,
      EXPLANATION_EDITOR
    ]);
    // Files of everybody are offered to be shown as explanations, not taken.
    expect(contributes.customEditors[1]?.priority).toBe('default');
    expect(contributes.customEditors[1]?.selector).toEqual([
      { filenamePattern: '*.explanation.json' },
      { filenamePattern: '**/explanations_shap/out.csv' }
    ]);
    expect(contributes.customEditors[2]?.priority).toBe('option');
    expect(contributes.customEditors[0]?.selector).toEqual([{ filenamePattern: `${SCHEME}:/**` }]);
    expect(contributes.notebookRenderer).toMatchObject([
      { id: RENDERER_ID, mimeTypes: [MIME_TYPE] }
    ]);
  });

  it('uses only when keys that the editor or this extension sets', () => {
    const known = new Set([
      ...['view', 'viewItem', 'explorerResourceIsFolder', 'resourceExtname', 'false', 'true'],
      'resourceFilename',
      'activeCustomEditorId',
      ...['notebookType', 'notebookCellType', 'notebookCellHasOutputs'],
      'pilothouse.problem',
      'pilothouse.jobsFiltered',
      'config.pilothouse.backend'
    ]);
    const clauses = [
      ...Object.values(contributes.menus).flat(),
      ...contributes.viewsWelcome
    ].flatMap(({ when }) => (when === undefined ? [] : when.split(/&&|\|\|/)));
    for (const clause of clauses) {
      expect(known).toContain(/^\s*!?([\w.]+)/.exec(clause)?.[1]);
    }
  });

  it('welcomes every problem that leaves the trees empty, and no other', () => {
    const explained = contributes.viewsWelcome.flatMap(({ when }) => {
      const problem = /pilothouse\.problem == (\w+)/.exec(when)?.[1];
      return problem && problem !== 'None' ? [problem] : [];
    });
    expect(explained.sort()).toEqual([...WELCOMED, 'Starting'].sort());
  });

  it('takes no setting from a workspace that is not trusted', () => {
    const { untrustedWorkspaces } = manifest.capabilities;
    expect(untrustedWorkspaces.supported).toBe('limited');
    expect(untrustedWorkspaces.restrictedConfigurations.sort()).toEqual(
      Object.keys(contributes.configuration.properties).sort()
    );
  });
});
