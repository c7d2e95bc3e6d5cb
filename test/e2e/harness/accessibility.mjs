// axe-core on a part of a page.
import { createRequire } from 'node:module';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/**
 * What axe finds wrong below a selector.
 *
 * @param frame A page or frame.
 * @returns One line for each finding; empty if all is well.
 */
export async function axeFindings(frame, selector, disabled = []) {
  if (!(await frame.evaluate(() => 'axe' in globalThis))) {
    await frame.addScriptTag({ path: axe });
  }
  const violations = await frame.evaluate(
    async ([scope, rules]) => {
      const result = await globalThis.axe.run(scope, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'],
        rules: Object.fromEntries(rules.map(id => [id, { enabled: false }]))
      });
      return result.violations.map(violation => ({
        id: violation.id,
        help: violation.help,
        nodes: violation.nodes.map(node => node.html.slice(0, 200))
      }));
    },
    [selector, disabled]
  );
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.slice(0, 5).join('\n  ')}`
  );
}
