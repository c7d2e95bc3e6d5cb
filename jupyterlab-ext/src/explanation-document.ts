import { YFile } from '@jupyter/ydoc';
import { MainAreaWidget } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { DocumentRegistry, IDocumentWidget } from '@jupyterlab/docregistry';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IChangedArgs } from '@jupyterlab/coreutils';
import { Signal } from '@lumino/signaling';
import { pilothouseIcon } from './icon';
import type { Pilothouse } from './tokens';
import { ViewPanel } from './view-panel';

/** Name of the model, and of the factory that “Open With” lists. */
export const MODEL_NAME = 'pilothouse-no-content';

/** A document whose content is not loaded: the view reads what it needs, in ranges. */
class NoContentModel implements DocumentRegistry.IModel {
  readonly contentChanged = new Signal<this, void>(this);
  readonly stateChanged = new Signal<this, IChangedArgs<unknown>>(this);
  readonly defaultKernelName = '';
  readonly defaultKernelLanguage = '';
  readonly collaborative = false;
  readonly sharedModel = new YFile();
  /** Never changed by anybody. */
  dirty = false;
  readOnly = true;
  isDisposed = false;

  dispose(): void {
    this.isDisposed = true;
    Signal.clearData(this);
  }

  toString(): string {
    return '';
  }

  fromString(): void {
    // There is no content to take.
  }

  toJSON(): null {
    return null;
  }

  fromJSON(): void {
    // There is no content to take.
  }

  initialize(): void {
    // There is no content to begin with.
  }
}

/** Makes {@link NoContentModel}s. */
export class NoContentModelFactory implements DocumentRegistry.ModelFactory {
  readonly name = MODEL_NAME;
  readonly contentType = 'file';
  /** Without a format JupyterLab does not ask for the content: files may have gigabytes. */
  readonly fileFormat = null;
  readonly collaborative = false;
  isDisposed = false;

  dispose(): void {
    this.isDisposed = true;
  }

  createNew(): DocumentRegistry.IModel {
    return new NoContentModel();
  }

  preferredLanguage(): string {
    return '';
  }
}

/** A file, shown as the explanation that it holds. */
export class ExplanationDocument
  extends MainAreaWidget<ViewPanel>
  implements IDocumentWidget<ViewPanel>
{
  constructor(
    readonly context: DocumentRegistry.Context,
    pilothouse: Pilothouse,
    trans: TranslationBundle
  ) {
    const { path } = context;
    const request = { view: 'explanation', args: { source: { kind: 'file', path } } } as const;
    super({ content: new ViewPanel(pilothouse, request, trans), reveal: context.ready });
    const { content, title } = this;
    title.icon = pilothouseIcon;
    const name = (): void => {
      title.label = PathExt.basename(context.localPath);
      content.node.setAttribute('aria-label', trans.__('Explanation: %1', title.label));
    };
    content.node.setAttribute('role', 'region');
    name();
    context.pathChanged.connect(name, this);
  }

  setFragment(): void {
    // No place in an explanation has an address.
  }
}

export interface ExplanationFactoryOptions {
  pilothouse: Pilothouse;
  trans: TranslationBundle;
  name: string;
  fileTypes: readonly string[];
  defaultFor: readonly string[];
}

/** Makes {@link ExplanationDocument}s. */
export class ExplanationFactory implements DocumentRegistry.WidgetFactory {
  readonly widgetCreated = new Signal<this, IDocumentWidget>(this);
  readonly name: string;
  readonly label: string;
  readonly fileTypes: readonly string[];
  readonly defaultFor: readonly string[];
  readonly modelName = MODEL_NAME;
  readonly readOnly = true;
  readonly canStartKernel = false;
  readonly preferKernel = false;
  isDisposed = false;

  constructor(private readonly options: ExplanationFactoryOptions) {
    this.name = this.label = options.name;
    this.fileTypes = options.fileTypes;
    this.defaultFor = options.defaultFor;
  }

  dispose(): void {
    this.isDisposed = true;
    Signal.clearData(this);
  }

  createNew(context: DocumentRegistry.Context): ExplanationDocument {
    const widget = new ExplanationDocument(context, this.options.pilothouse, this.options.trans);
    this.widgetCreated.emit(widget);
    return widget;
  }
}
