import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, WidgetTracker } from '@jupyterlab/apputils';
import { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import type { Contents } from '@jupyterlab/services';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
// The menu asks without waiting; this is one expression.
// eslint-disable-next-line jupyter/prefer-lazy-imports
import { mayExplain } from '@pilothouse/core/explain/formats/printed';
import type { ExplanationSource } from '@pilothouse/core/views/names';
// Factories are made at once, and JupyterLab makes documents without waiting; this part is small.
// eslint-disable-next-line jupyter/prefer-lazy-imports
import {
  ExplanationFactory,
  NoContentModelFactory,
  type ExplanationDocument
} from './explanation-document';
import { pilothouseIcon } from './icon';
import { CommandIds, PACKAGE, type Pilothouse, PilothouseToken } from './tokens';

/** Names that are surely explanations open as such; of others it is offered. */
const OWN_TYPE = 'pilothouse-explanation';
const OFFERED = /\.(ipynb|(json|jsonl|csv)(\.gz)?)$/i;
/** Outputs; JSON and what is printed like an answer or a report may hold one. */
const OUTPUT = 'jp-OutputArea-output';

/** Explanation files: a document factory, a menu entry of files and folders, S3. */
export const explanationsPlugin: JupyterFrontEndPlugin<void> = {
  id: `${PACKAGE}:explanations`,
  description: 'Opens explanation files from the file browser and from S3.',
  autoStart: true,
  requires: [PilothouseToken],
  optional: [ICommandPalette, IFileBrowserFactory, ILayoutRestorer, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    pilothouse: Pilothouse,
    palette: ICommandPalette | null,
    browsers: IFileBrowserFactory | null,
    restorer: ILayoutRestorer | null,
    translator: ITranslator | null
  ): void => {
    const { commands, docRegistry } = app;
    const trans = (translator ?? nullTranslator).load('pilothouse');
    const name = trans.__('Explanation');
    docRegistry.addFileType({
      name: OWN_TYPE,
      displayName: name,
      extensions: ['.explanation.json'],
      mimeTypes: ['application/json'],
      fileFormat: 'text',
      icon: pilothouseIcon
    });
    docRegistry.addFileType({
      name: 'pilothouse-jsonl',
      displayName: trans.__('JSON lines'),
      extensions: ['.jsonl'],
      mimeTypes: ['application/jsonlines'],
      fileFormat: 'text'
    });
    docRegistry.addModelFactory(new NoContentModelFactory());
    const factory = new ExplanationFactory({
      pilothouse,
      trans,
      name,
      fileTypes: [OWN_TYPE, 'json', 'csv', 'pilothouse-jsonl'],
      defaultFor: [OWN_TYPE]
    });
    docRegistry.addWidgetFactory(factory);
    const tracker = new WidgetTracker<ExplanationDocument>({ namespace: OWN_TYPE });
    factory.widgetCreated.connect((_, widget) => {
      void tracker.add(widget as ExplanationDocument);
    });
    if (restorer) {
      void restorer.restore(tracker, {
        command: 'docmanager:open',
        args: ({ context }) => ({ path: context.path, factory: name }),
        name: ({ context }) => context.path
      });
    }

    const selected = (): Contents.IModel | undefined => {
      const items = [...(browsers?.tracker.currentWidget?.selectedItems() ?? [])];
      const item = items.length === 1 ? items[0] : undefined;
      return item && (item.type === 'directory' || OFFERED.test(item.path)) ? item : undefined;
    };
    const output = (): HTMLElement | undefined => {
      const node = app.contextMenuHitTest(({ classList }) => classList.contains(OUTPUT));
      const holds = node?.matches('.jp-RenderedJSON') || mayExplain(node?.textContent ?? '');
      return holds ? node : undefined;
    };
    const openSource = (source: ExplanationSource): Promise<unknown> =>
      commands.execute(CommandIds.openView, { view: 'explanation', args: { source } });

    commands.addCommand(CommandIds.openExplanation, {
      label: trans.__('Open explanation'),
      caption: trans.__('Show what this file or folder explains'),
      icon: pilothouseIcon,
      describedBy: {
        args: {
          type: 'object',
          properties: { path: { type: 'string' }, inOutput: { type: 'boolean' } }
        }
      },
      isVisible: ({ inOutput }) => (inOutput ? output() : selected()) !== undefined,
      execute: async ({ path, inOutput }) => {
        const item = selected();
        const node = inOutput ? output() : undefined;
        if (node) {
          const { outputSource } = await import('./notebook-output');
          const source = await outputSource(app, node, trans);
          return source && openSource(source);
        }
        if (typeof path === 'string') {
          return openSource({ kind: 'file', path });
        }
        return item?.type === 'file'
          ? commands.execute('docmanager:open', { path: item.path, factory: name })
          : openSource(item ? { kind: 'file', path: item.path } : { kind: 'none' });
      }
    });
    commands.addCommand(CommandIds.newExplanation, {
      label: trans.__('Open explanation…'),
      caption: trans.__('Choose a file, a job or a place in S3, or drop files'),
      icon: pilothouseIcon,
      describedBy: { args: { type: 'object', properties: {} } },
      execute: () => openSource({ kind: 'none' })
    });
    commands.addCommand(CommandIds.openExplanationS3, {
      label: trans.__('Open explanation from S3…'),
      icon: pilothouseIcon,
      describedBy: { args: { type: 'object', properties: { uri: { type: 'string' } } } },
      execute: async ({ uri }) => {
        const given =
          typeof uri === 'string' ? uri : await (await import('./dialogs')).askForUri(trans);
        return given ? openSource({ kind: 's3', uri: given }) : undefined;
      }
    });
    const category = trans.__('Pilothouse');
    palette?.addItem({ command: CommandIds.newExplanation, category });
    palette?.addItem({ command: CommandIds.openExplanationS3, category });
  }
};
