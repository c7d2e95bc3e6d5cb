/** The first picture of our beeswarm in Chromium against shap's own, alternating. */
import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { launchBrowser } from '../e2e/harness/browser.mjs';
import { exponent } from './growth.mjs';
import { servePage } from './page-server.mjs';
import { median, raceRatios } from './statistics.mjs';

const ROUNDS = 5;
/** Bytes of objects and arrays in a page, after a collection. */
async function heap(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize = 0 } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize + backingStorageSize;
}

/**
 * @param peerRounds How often shap draws: very many dots take it long.
 * @returns figures by the last part of their key.
 */
async function race(context, records, features, rounds, peerRounds) {
  const folder = await mkdtemp(path.join(await context.folder(), 'beeswarm-'));
  const { origin, server } = await servePage('beeswarm-page.mjs', folder);
  const browser = await launchBrowser();
  try {
    const [ours, theirs, reactions, memory, tasks] = [[], [], [], [], []];
    for (let round = 0; round < rounds; round++) {
      if (round < peerRounds) {
        const args = [folder, String(records), String(features)];
        theirs.push((await context.python('shap_beeswarm', args)).ms);
      }
      // Each in a context of its own: nothing is cached.
      const page = await browser.newPage();
      await page.goto(origin);
      await page.waitForFunction(() => 'drawBeeswarm' in globalThis);
      await page.evaluate(([n, f]) => globalThis.loadValues(n, f), [records, features]);
      const before = await heap(page);
      ours.push(await page.evaluate(() => globalThis.drawBeeswarm()));
      memory.push((await heap(page)) - before);
      reactions.push(await page.evaluate(() => globalThis.react()));
      tasks.push(await page.evaluate(() => globalThis.longestTask()));
      await page.close();
    }
    return {
      ms: median(ours),
      ...raceRatios(ours, theirs),
      'peer.ms': median(theirs),
      'interaction.ms': Math.max(...reactions),
      'longTask.ms': median(tasks),
      'memory.MB': median(memory) / 1e6
    };
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}

function measure(name, ...sizes) {
  const figures = [
    ...['ms', 'ratio', 'ratio.min', 'ratio.max', 'peer.ms'],
    ...['interaction.ms', 'longTask.ms', 'memory.MB']
  ];
  return {
    keys: figures.map(figure => `explain.beeswarm.${name}.${figure}`),
    measure: async context =>
      Object.fromEntries(
        Object.entries(await race(context, ...sizes)).map(([figure, value]) => [
          `explain.beeswarm.${name}.${figure}`,
          value
        ])
      )
  };
}

export const beeswarm = measure('10k20', 10_000, 20, ROUNDS, ROUNDS);
export const largeBeeswarm = measure('100k50', 100_000, 50, 3, 1);

/** The first picture of 20 features, and how its time grows with the records. */
const SIZES = { '1k': 1000, '10k': 10_000, '100k': 100_000 };
export const growth = {
  keys: [...Object.keys(SIZES).map(size => `explain.records.${size}.ms`), 'explain.records.growth'],
  async measure(context) {
    const figures = {};
    for (const [name, records] of Object.entries(SIZES)) {
      figures[`explain.records.${name}.ms`] = (await race(context, records, 20, 3, 1)).ms;
    }
    const points = Object.entries(SIZES).map(([name, records]) => [
      records,
      figures[`explain.records.${name}.ms`]
    ]);
    return { ...figures, 'explain.records.growth': exponent(points) };
  }
};
