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
const FULL_THEME = 'jupyterlab-light';

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

async function open(page, story, theme) {
  const query = new URLSearchParams({ story: story.id, theme, dir: story.direction ?? 'ltr' });
  await page.goto(`${server.origin}/?${query}`);
  await page.waitForFunction(() => document.body.dataset.ready !== undefined);
  assert.equal(await page.evaluate(() => document.body.dataset.ready), 'true');
  // Two frames: answers are in, layout has settled.
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

// Themes have pages of their own: two at a time use two cores.
describe('stories', { concurrency: 2 }, () => {
  for (const theme of Object.keys(THEMES)) {
    describe(theme, { concurrency: 1 }, () => {
      let context, page, problems, requests;
      before(async () => {
        mkdirSync(join(output, theme), { recursive: true });
        ({ context, page, problems, requests } = await openPage(browser, {
          width: 1000,
          height: 640,
          reducedMotion: 'reduce'
        }));
        // Relative times and generated names are the same in every run.
        await page.clock.setFixedTime(new Date(Date.UTC(2026, 10, 22, 2, 0)));
      });
      after(() => context.close());

      for (const story of stories) {
        test(story.id, async () => {
          problems.length = 0;
          requests.length = 0;
          await page.setViewportSize({ width: story.width ?? 1000, height: story.height ?? 640 });
          await open(page, story, theme);
          await page.screenshot({
            path: join(output, theme, `${story.id}.png`),
            fullPage: true,
            animations: 'disabled'
          });
          assert.deepEqual(await axeFindings(page, theme), []);
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

  describe('by keyboard', { concurrency: 1 }, () => {
    let context, page;
    before(async () => {
      ({ context, page } = await openPage(browser, { width: 1000, height: 700 }));
      await page.clock.setFixedTime(new Date(Date.UTC(2026, 10, 22, 2, 0)));
    });
    after(() => context.close());
    for (const story of stories) {
      test(story.id, async () => {
        await open(page, story, 'jupyterlab-light');
        assert.deepEqual(await keyboardFindings(page), []);
      });
    }
  });

  describe('at 320 px', { concurrency: 1 }, () => {
    let context, page;
    before(async () => {
      mkdirSync(join(output, 'narrow'), { recursive: true });
      ({ context, page } = await openPage(browser, { width: 320, height: 640 }));
      await page.clock.setFixedTime(new Date(Date.UTC(2026, 10, 22, 2, 0)));
    });
    after(() => context.close());
    for (const story of stories) {
      test(story.id, async () => {
        await open(page, story, 'vscode-dark');
        await page.screenshot({ path: join(output, 'narrow', `${story.id}.png`), fullPage: true });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= 320, `the page is ${wide} px wide`);
      });
    }
  });
});
