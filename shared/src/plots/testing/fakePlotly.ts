/** Stands in for Plotly in tests without a browser: keeps what it was given. */
import type { PlotElement, PlotlyApi } from '../plotly';

export const fakePlotly: PlotlyApi = {
  react: async (element, _data, layout) => {
    const target = element as PlotElement;
    const x = (layout.xaxis?.range as [number, number] | undefined) ?? [0, 1];
    const y = (layout.yaxis?.range as [number, number] | undefined) ?? [0, 1];
    target.layout = layout;
    target._fullLayout = {
      xaxis: { range: x, _offset: 100, _length: 400 },
      yaxis: { range: y, _offset: 10, _length: 300 }
    };
    target.on = () => undefined;
    element.classList.add('js-plotly-plot');
  },
  relayout: async () => undefined,
  toImage: async () => 'data:image/png;base64,AAAA',
  purge: () => undefined,
  Plots: { resize: () => undefined }
};
