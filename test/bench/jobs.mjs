/** A leaderboard of 750 candidates and a list of 5,000 jobs in Chromium. */
import { launchBrowser } from '../e2e/harness/browser.mjs';
import { exponent } from './growth.mjs';
import { servePage } from './page-server.mjs';
import { median } from './statistics.mjs';

const ROUNDS = 5;

/** Median times of `draw` in pages of their own: to the first rows, and the longest frame after. */
async function times(draw, count) {
  const { origin, server } = await servePage('jobs-page.mjs');
  const browser = await launchBrowser();
  try {
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) {
      const page = await browser.newPage();
      await page.goto(origin);
      await page.waitForFunction(name => name in globalThis, draw);
      rounds.push(await page.evaluate(([name, n]) => globalThis[name](n), [draw, count]));
      await page.close();
    }
    return {
      ms: median(rounds.map(({ ms }) => ms)),
      longest: median(rounds.map(({ longest }) => longest))
    };
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}

function measure(name, draw, sizes) {
  const last = sizes[sizes.length - 1];
  return {
    keys: [
      `${name}.${last}.ms`,
      `${name}.${last}.frame.ms`,
      ...sizes.slice(0, -1).map(size => `${name}.${size}.ms`),
      `${name}.growth`
    ],
    async measure() {
      const figures = {};
      const points = [];
      for (const size of sizes) {
        const { ms, longest } = await times(draw, size);
        points.push([size, ms]);
        figures[`${name}.${size}.ms`] = ms;
        if (size === last) figures[`${name}.${size}.frame.ms`] = longest;
      }
      return { ...figures, [`${name}.growth`]: exponent(points) };
    }
  };
}

export const leaderboardRows = measure('leaderboard', 'drawLeaderboard', [100, 750]);
export const jobRows = measure('jobs', 'drawJobs', [100, 1000, 5000]);
