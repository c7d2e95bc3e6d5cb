import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator, type TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { ViewName } from '@pilothouse/core/views/names';
import { pilothouseIcon } from './icon';
import { CommandIds, PACKAGE, type Pilothouse, PilothouseToken, type ViewRequest } from './tokens';
import { ViewPanel } from './view-panel';

const NAMES: readonly ViewName[] = [
  'automl-launcher',
  'automl-job',
  'explanation',
  'deploy',
  'endpoint',
  'transform-job',
  'storage'
];

/** Views as tabs of the main area, which come back after a reload. */
export const viewsPlugin: JupyterFrontEndPlugin<void> = {
  id: `${PACKAGE}:views`,
  description: 'Jobs, explanations and endpoints as tabs of the main area.',
  autoStart: true,
  requires: [PilothouseToken],
  optional: [ILayoutRestorer, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    pilothouse: Pilothouse,
    restorer: ILayoutRestorer | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('pilothouse');
    const tracker = new WidgetTracker<MainAreaWidget<ViewPanel>>({ namespace: 'pilothouse' });
    app.commands.addCommand(CommandIds.openView, {
      label: trans.__('Open Pilothouse view'),
      describedBy: {
        args: {
          type: 'object',
          required: ['view'],
          properties: { view: { type: 'string', enum: [...NAMES] }, args: { type: 'object' } }
        }
      },
      execute: values => {
        const request = requestOf(values);
        const key = idOf(request);
        let widget = tracker.find(({ id }) => id === key);
        if (!widget) {
          widget = new MainAreaWidget({ content: new ViewPanel(pilothouse, request, trans) });
          widget.id = key;
          label(widget, request, trans);
          void tracker.add(widget);
        }
        if (!widget.isAttached) {
          app.shell.add(widget, 'main', { type: 'Pilothouse' });
        }
        if (!widget.isAttached) {
          // Notebook 7 keeps its main area for the document.
          app.shell.add(widget, 'right');
        }
        app.shell.activateById(widget.id);
        return widget;
      }
    });
    if (restorer) {
      void restorer.restore(tracker, {
        command: CommandIds.openView,
        args: ({ content }) => content.request as unknown as ReadonlyPartialJSONObject,
        name: ({ id }) => id
      });
    }
  }
};

/** @throws Error if a caller asks for a view that is no tab. */
function requestOf(values: ReadonlyPartialJSONObject): ViewRequest {
  const view = NAMES.find(name => name === values.view);
  if (!view) {
    throw new Error(`There is no view “${String(values.view)}”.`);
  }
  return { view, args: values.args ?? {} } as unknown as ViewRequest;
}

/** The same view and arguments have the same id, whatever the order of the arguments. */
function idOf({ view, args }: ViewRequest): string {
  const sorted = (value: unknown): unknown =>
    typeof value === 'object' && value !== null
      ? Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, entry]) => [key, sorted(entry)])
      : value;
  return `pilothouse-${view}-${encodeURIComponent(JSON.stringify(sorted(args)))}`;
}

/** A title until the view sets its own. */
function label(
  widget: MainAreaWidget<ViewPanel>,
  request: ViewRequest,
  trans: TranslationBundle
): void {
  const { title } = widget;
  title.icon = pilothouseIcon;
  title.closable = true;
  switch (request.view) {
    case 'automl-launcher': {
      const { cloneOf, path } = request.args;
      title.label = cloneOf
        ? trans.__('Clone of %1', cloneOf)
        : path
          ? trans.__('New job: %1', path.split('/').pop())
          : trans.__('New AutoML job');
      break;
    }
    case 'automl-job':
    case 'deploy':
      title.label = request.args.jobName;
      break;
    case 'endpoint':
      title.label = request.args.endpointName;
      break;
    case 'transform-job':
      title.label = request.args.transformJobName;
      break;
    case 'storage':
      title.label = trans.__('Local engine storage');
      break;
    default:
      title.label = trans.__('Explanation');
  }
  title.caption = title.label;
  widget.content.node.setAttribute('role', 'region');
  widget.content.node.setAttribute('aria-label', title.label);
  const { content } = widget;
  content.title.label = title.label;
  content.title.changed.connect(() => {
    title.label = content.title.label;
    title.caption = content.title.label;
    content.node.setAttribute('aria-label', content.title.label);
  });
}
