// Assertions that wait.
import assert from 'node:assert/strict';

/** Wait until a locator shows exactly one or more elements. */
export async function expectVisible(locator, timeout = 15_000) {
  await locator.first().waitFor({ state: 'visible', timeout });
}

/** Wait until a locator's text matches. */
export async function expectText(locator, pattern, timeout = 15_000) {
  const end = Date.now() + timeout;
  let text = '';
  while (Date.now() < end) {
    try {
      text = (await locator.allInnerTexts()).join('\n');
    } catch (error) {
      // A webview is replaced by another at this moment.
      if (!/context was destroyed|cannot find context|frame was detached/i.test(error.message))
        throw error;
    }
    if (pattern.test(text)) {
      return text;
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  return assert.fail(`Expected ${pattern}, found: ${text.slice(0, 2_000)}`);
}
