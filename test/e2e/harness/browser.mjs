// One Chromium for a suite.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const candidates = [
  process.env.PILOTHOUSE_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'
];

/** Flags: nothing in the background, no network of its own. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync'
];

/** The system's Chromium, or the one that `PILOTHOUSE_CHROMIUM` names. */
export function chromiumPath() {
  const path = candidates.find(candidate => candidate && existsSync(candidate));
  if (!path) {
    throw new Error('No Chromium found. Install it or set PILOTHOUSE_CHROMIUM to its path.');
  }
  return path;
}

export function launchBrowser() {
  return chromium.launch({ executablePath: chromiumPath(), headless: true, args: flags });
}

/**
 * A page that remembers what went wrong in it.
 *
 * @returns `{ context, page, problems, requests }`: `problems` are uncaught errors and console
 * errors; `requests` are the URLs asked for, in order.
 */
export async function openPage(browser, { width = 1440, height = 900, ...options } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    locale: 'en-US',
    acceptDownloads: true,
    ...options
  });
  const page = await context.newPage();
  const problems = [];
  const requests = [];
  page.on('pageerror', error => problems.push(`uncaught: ${error.stack ?? error.message}`));
  page.on('console', message => {
    if (message.type() === 'error') {
      problems.push(`console: ${message.text()}`);
    }
  });
  page.on('request', request => requests.push(request.url()));
  return { context, page, problems, requests };
}
