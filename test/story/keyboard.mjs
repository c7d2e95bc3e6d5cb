/** More Tab presses than any view needs. */
const LIMIT = 150;

/**
 * Walk a page with Tab.
 *
 * @returns One line for each control that Tab does not reach (alone or through its group), for
 * each stop that shows no focus, and for a trap.
 */
export async function keyboardFindings(page) {
  const findings = [];
  await page.evaluate(() => {
    window.describeElement = element =>
      `${element.localName}.${element.className} “${element.textContent.trim().slice(0, 60)}”`;
    const stops = document.querySelectorAll(
      'a[href], button, input, select, textarea, summary, [tabindex="0"]'
    );
    for (const element of stops) {
      const hidden = !element.checkVisibility() || element.disabled || element.tabIndex < 0;
      // One stop per group: unchecked radios are reached by arrows.
      const inGroup = element.type === 'radio' && !element.checked;
      if (!hidden && !inGroup && !element.matches('fieldset:disabled *')) {
        element.dataset.expected = 'true';
      }
    }
    document.activeElement?.blur();
  });
  let left = false;
  for (let presses = 0; presses < LIMIT && !left; presses++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body || element.dataset.reached) {
        return undefined;
      }
      element.dataset.reached = 'true';
      const style = getComputedStyle(element);
      const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
      return { html: window.describeElement(element), ring };
    });
    if (!stop) {
      left = true;
    } else if (!stop.ring) {
      findings.push(`shows no focus: ${stop.html}`);
    }
  }
  if (!left) {
    findings.push(`Tab did not come to an end after ${LIMIT} presses`);
  }
  const missed = await page.evaluate(() =>
    [...document.querySelectorAll('[data-expected]:not([data-reached])')].map(element =>
      window.describeElement(element)
    )
  );
  return [...findings, ...missed.map(html => `not reached: ${html}`)];
}
