/** The part of the notebook renderer API that is used here. */

export interface OutputItem {
  readonly id: string;
  json(): unknown;
}

export interface RendererContext {
  /** Absent where the extension cannot be reached. */
  readonly postMessage?: (message: unknown) => void;
}

export interface RendererApi {
  renderOutputItem(item: OutputItem, element: HTMLElement): Promise<void>;
  disposeOutputItem(id?: string): void;
}
