/**
 * Opens every story in every theme under the policy of a webview: axe-core, nothing from data
 * runs, nothing is fetched, everything can be reached by keyboard, nothing is wider than 320 px.
 * Screenshots: test/output/story/<theme>/<story>.png. `STORY=sidebar` chooses by name.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { launchBrowser, openPage } from '../e2e/harness/browser.mjs';
import { root } from '../e2e/harness/paths.mjs';
import { keyboardFindings } from './keyboard.mjs';
import { serveStories, THEMES } from './server.mjs';

const output = join(root, 'test', 'output', 'story');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const chosen = process.env.STORY ?? '';
/** All rules of axe-core, and the way by keyboard. */
const FULL_THEME = 'jupyterlab-light';
const NARROW_THEME = 'vscode-dark';

const server = await serveStories();
const browser = await launchBrowser();
const listing = await openPage(browser);
await listing.page.goto(server.origin);
const all = JSON.parse(await listing.page.evaluate(() => document.body.dataset.stories));
await listing.context.close();
const stories = all.filter(story => story.id.includes(chosen));

after(async () => {
  await browser.close();
  await server.close();
});

/**
 * Serious and critical findings of axe-core, one line each. Only colours differ between themes:
 * all rules run in the first, those of contrast in every one.
 */
async function axeFindings(page, theme) {
  await page.evaluate(axe);
  const options = {
    resultTypes: ['violations'],
    ...(theme === FULL_THEME ? {} : { runOnly: { type: 'rule', values: ['color-contrast'] } })
  };
  return page.evaluate(async chosenOptions => {
    const { violations } = await globalThis.axe.run(
      document.getElementById('stage'),
      chosenOptions
    );
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.slice(0, 4).map(node => {
          const why = node.any[0]?.message ?? node.all[0]?.message ?? node.none[0]?.message ?? '';
          return `${id}: ${node.target.join(' ')} ${node.html.slice(0, 120)} ${why}`;
        })
      );
  }, options);
}

/** Open a story in a window of its size, or of another one. */
async function open(page, story, theme, size = sizeOf(story)) {
  await page.setViewportSize(size);
  const query = new URLSearchParams({ story: story.id, theme, dir: story.direction ?? 'ltr' });
  await page.goto(`${server.origin}/?${query}`);
  await page.waitForFunction(() => document.body.dataset.ready !== undefined);
  assert.equal(await page.evaluate(() => document.body.dataset.ready), 'true');
  await settled(page);
}

const sizeOf = ({ width = 1000, height = 640 }) => ({ width, height });

/** Charts and pictures are drawn, answers are in. */
async function settled(page) {
  if (await page.locator('.ph-Chart-plot').count()) {
    await page.waitForFunction(
      () =>
        [...document.querySelectorAll('.ph-Chart-plot')].every(
          plot => plot.querySelector('.main-svg') || plot.hasAttribute('data-drawn')
        ),
      undefined,
      { timeout: 10_000 }
    );
  }
  if (await page.locator('.ph-Thumbnail canvas').count()) {
    // Decoding takes its time; a story in which it never ends is looked at as it is.
    const drawn = () =>
      [...document.querySelectorAll('.ph-Thumbnail canvas')].every(c => c.hasAttribute('width'));
    await page.waitForFunction(drawn, undefined, { timeout: 2000 }).catch(() => undefined);
  }
  // Two frames: the layout has settled.
  await page.evaluate(
    () =>
      new Promise(resolve =>
        setTimeout(
          () => window.requestAnimationFrame(() => window.requestAnimationFrame(resolve)),
          60
        )
      )
  );
}

// Themes have pages of their own: while one waits another works.
describe('stories', { concurrency: 4 }, () => {
  for (const theme of Object.keys(THEMES)) {
    describe(theme, { concurrency: 1 }, () => {
      let context, page, problems, requests;
      before(async () => {
        mkdirSync(join(output, theme), { recursive: true });
        mkdirSync(join(output, 'narrow'), { recursive: true });
        ({ context, page, problems, requests } = await openPage(browser, {
          reducedMotion: 'reduce'
        }));
        // Relative times and generated names are the same in every run.
        await page.clock.setFixedTime(new Date(Date.UTC(2026, 10, 22, 2, 0)));
      });
      after(() => context.close());

      const picture = folder => ({ path: folder, fullPage: true, animations: 'disabled' });

      /** Comes up at 320 px, then its window grows. */
      async function openNarrow(t, story) {
        await t.test('at 320 px', async () => {
          await open(page, story, theme, { width: 320, height: 640 });
          await page.screenshot(picture(join(output, 'narrow', `${story.id}.png`)));
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(wide <= 320, `the page is ${wide} px wide`);
        });
        await page.setViewportSize(sizeOf(story));
        await settled(page);
      }

      for (const story of stories) {
        test(story.id, async t => {
          problems.length = 0;
          requests.length = 0;
          if (theme === NARROW_THEME) await openNarrow(t, story);
          else await open(page, story, theme);
          await page.screenshot(picture(join(output, theme, `${story.id}.png`)));
          const findings = await axeFindings(page, theme);
          if (theme === FULL_THEME) {
            await t.test('by keyboard', async () =>
              assert.deepEqual(await keyboardFindings(page), [])
            );
          }
          assert.deepEqual(findings, []);
          assert.equal(await page.evaluate(() => window.ran), undefined, 'data ran as script');
          assert.equal(await page.locator('.ph-Chart .ph-Banner').count(), 0, 'a chart failed');
          const elsewhere = requests.filter(
            url => !url.startsWith(`${server.origin}/`) && !/^(data|blob):/.test(url)
          );
          assert.deepEqual(elsewhere, [], 'something was fetched from another host');
          assert.equal(
            requests.filter(url => url.startsWith(server.origin)).length,
            3,
            `page, script and sheet alone are fetched: ${requests}`
          );
          // A broken policy shows here too: the browser reports it as a console error.
          // The fixed clock is a script that Playwright puts into every frame; a sandbox refuses it.
          const own = problems.filter(line => !/Blocked script .* 'about:srcdoc'/.test(line));
          assert.deepEqual(own, []);
        });
      }
    });
  }
});
