/** Our own build of Plotly: the core with dots and lines, bars and heat maps. Loaded by `plotly.ts` only. */
import * as core from 'plotly.js/lib/core';
import bar from 'plotly.js/lib/bar';
import heatmap from 'plotly.js/lib/heatmap';
import type { PlotlyApi } from './plotly';

// A CommonJS module arrives as the namespace or as its default, depending on the bundler.
const plotly = ((core as { default?: unknown }).default ?? core) as PlotlyApi & {
  register(modules: unknown[]): void;
};
plotly.register([bar, heatmap].map(trace => (trace as { default?: unknown }).default ?? trace));

export { plotly };
