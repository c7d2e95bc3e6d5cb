/** In the browser: draws our beeswarm of the values that the page is served, tells its time. */
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { beeswarmFigure } from '@pilothouse/core/plots/beeswarm';
import { Chart } from '@pilothouse/core/plots/Chart';
import { fakeHost } from '@pilothouse/core/views/testing/fakeHost';

const { document, requestAnimationFrame } = globalThis;
const numbers = async name => new Float64Array(await (await fetch(name)).arrayBuffer());
const frame = () => new Promise(resolve => requestAnimationFrame(resolve));

/** Until all dots are drawn; throws if they are not after 30 s. */
async function dots(stage) {
  const end = performance.now() + 30_000;
  while (performance.now() < end) {
    if (stage.querySelector('.ph-MarkPlot[data-drawn]')) return;
    await new Promise(resolve => setTimeout(resolve, 1));
  }
  throw new Error('The beeswarm was not drawn within 30 s.');
}

/** Milliseconds from values in memory to the first picture; Plotly is loaded on the way. */
globalThis.drawBeeswarm = async (records, features) => {
  const [values, data] = await Promise.all(['/values.f64', '/data.f64'].map(numbers));
  const explanation = {
    kind: 'tabular',
    labels: ['yes'],
    features: Array.from({ length: features }, (_, index) => `feature ${index}`),
    records,
    values,
    base: [0],
    unit: 'log-odds',
    data: Array.from({ length: features }, (_, feature) =>
      Array.from({ length: records }, (_, record) => data[record * features + feature])
    ),
    meta: { format: 'F5', source: 'bench', warnings: [] }
  };
  const host = fakeHost({});
  const stage = document.getElementById('stage');
  const draw = style => beeswarmFigure(explanation, { label: 0, top: features }, style);
  await frame();
  const begin = performance.now();
  const chart = createElement(Chart, { label: 'Beeswarm', draw, host, exportName: 'beeswarm' });
  createRoot(stage).render(chart);
  await dots(stage);
  // The frame that shows them is over when the one after it begins.
  await frame();
  await frame();
  return performance.now() - begin;
};
