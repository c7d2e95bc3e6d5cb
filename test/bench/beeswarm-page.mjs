/** In the browser: draws our beeswarm of the values that the page is served, tells its times. */
import { createElement, useCallback, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { beeswarmFigure } from '@pilothouse/core/plots/beeswarm';
import { prepare } from '@pilothouse/core/explain/prepare';
import { Chart } from '@pilothouse/core/plots/Chart';
import { fakeHost } from '@pilothouse/core/views/testing/fakeHost';

const { document, PerformanceObserver, PointerEvent, requestAnimationFrame } = globalThis;
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

let explanation;

globalThis.loadValues = async (records, features) => {
  const [values, data] = await Promise.all(['/values.f64', '/data.f64'].map(numbers));
  // As the reading worker hands it over.
  explanation = prepare({
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
  });
};

/** A beeswarm in which a click chooses a record. */
function Swarm({ draw, host }) {
  const [selected, setSelected] = useState();
  const onSelect = useCallback(point => setSelected(point.record), []);
  return createElement(Chart, {
    ...{ label: 'Beeswarm', draw, host, exportName: 'beeswarm', selected, onSelect }
  });
}

/** Longest that the page was busy at once while it drew, in ms; tasks below 50 ms count as 0. */
let longest = 0;
globalThis.longestTask = () => longest;

/** Milliseconds from values in memory to the picture of all dots. */
globalThis.drawBeeswarm = async () => {
  const host = fakeHost({});
  const stage = document.getElementById('stage');
  const draw = style =>
    beeswarmFigure(explanation, { label: 0, top: explanation.features.length }, style);
  await frame();
  new PerformanceObserver(list => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  }).observe({ type: 'longtask' });
  const begin = performance.now();
  createRoot(stage).render(createElement(Swarm, { draw, host }));
  await dots(stage);
  // The frame that shows them is over when the one after it begins.
  await frame();
  await frame();
  return performance.now() - begin;
};

/** Milliseconds of the slowest of some moves of the pointer and clicks, to what they show. */
globalThis.react = async () => {
  const stage = document.getElementById('stage');
  const plot = stage.querySelector('.ph-MarkPlot');
  const box = plot.querySelector('canvas').getBoundingClientRect();
  let slowest = 0;
  const until = async (act, seen) => {
    const begin = performance.now();
    act();
    while (!seen()) {
      if (performance.now() > begin + 5000) throw new Error('The chart does not react.');
      await frame();
    }
    slowest = Math.max(slowest, performance.now() - begin);
  };
  const rows = explanation.features.length;
  for (const row of [0, 4, 9, 13, 19]) {
    const at = (type, buttons) =>
      plot.dispatchEvent(
        new PointerEvent(type, {
          ...{ bubbles: true, buttons, pointerId: 1 },
          // Where dots lie close, somewhere else in each row.
          clientX: box.left + box.width * (0.46 + row * 0.003),
          clientY: box.top + (box.height * (row + 0.5)) / rows
        })
      );
    const changed = (what, before) => what() !== undefined && what() !== before;
    const tip = () => stage.querySelector('.ph-Chart-tip')?.textContent;
    const ring = () => stage.querySelector('.ph-Axes circle')?.getAttribute('cx');
    const [oldTip, oldRing] = [tip(), ring()];
    await until(
      () => at('pointermove', 0),
      () => changed(tip, oldTip)
    );
    await until(
      () => {
        at('pointerdown', 1);
        at('pointerup', 0);
      },
      () => changed(ring, oldRing)
    );
  }
  return slowest;
};
