/** Plotly, loaded when the first chart is drawn. */
import type { Config, Data, Layout } from 'plotly.js';

/** The few functions of Plotly that are used. */
export interface PlotlyApi {
  react(
    element: HTMLElement,
    data: Data[],
    layout: Partial<Layout>,
    config: Partial<Config>
  ): Promise<unknown>;
  relayout(element: HTMLElement, update: object): Promise<unknown>;
  /** @returns a data URI. */
  toImage(
    element: HTMLElement,
    options: {
      format: 'png' | 'svg';
      width: number;
      height: number;
      scale?: number;
      setBackground: string;
    }
  ): Promise<string>;
  purge(element: HTMLElement): void;
  Plots: { resize(element: HTMLElement): Promise<unknown> | void };
}

/** What Plotly keeps about an axis. */
export interface DrawnAxis {
  range: [number, number];
  /** Place and size of the plot area in px. */
  _offset: number;
  _length: number;
}

/** An element that Plotly has drawn in. */
export interface PlotElement extends HTMLElement {
  _fullLayout?: { xaxis: DrawnAxis; yaxis: DrawnAxis };
  layout?: Partial<Layout>;
  on?(event: string, listener: () => void): void;
}

/** For every chart: nothing leaves the page, and no other host is named. */
export const CONFIG: Partial<Config> = {
  showSendToCloud: false,
  plotlyServerURL: '',
  displaylogo: false,
  displayModeBar: false,
  showTips: false,
  responsive: true,
  doubleClick: 'reset',
  scrollZoom: false
};

let loading: Promise<PlotlyApi> | undefined;

/** @throws Error if the file cannot be loaded; the next call tries again. */
export function loadPlotly(): Promise<PlotlyApi> {
  loading ??= import('./bundle').then(
    module => module.plotly,
    (error: unknown) => {
      loading = undefined;
      throw error;
    }
  );
  return loading;
}
