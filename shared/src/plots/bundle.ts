/** Our own build of Plotly: the core with dots and lines, and bars. Loaded by `plotly.ts` only. */
import * as core from 'plotly.js/lib/core';
import bar from 'plotly.js/lib/bar';
import type { PlotlyApi } from './plotly';

// A CommonJS module arrives as the namespace or as its default, depending on the bundler.
const plotly = ((core as { default?: unknown }).default ?? core) as PlotlyApi & {
  register(modules: unknown[]): void;
};
plotly.register([(bar as { default?: unknown }).default ?? bar]);

export { plotly };
