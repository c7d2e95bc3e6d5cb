/** `npm test`: sets up, runs every step, sums up. Goes on after a failed step. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { OUTPUT } from './paths.mjs';
import { main, UserError } from './processes.mjs';
import { setup } from './setup.mjs';
import { GROUPS, runStep } from './test-steps.mjs';

function table(results) {
  const rows = results.map(result => [
    result.id,
    result.state,
    ...(result.state === 'absent' ? ['-', '-'] : [result.passed, result.failed]),
    `${result.seconds.toFixed(1)} s`
  ]);
  const all = [['step', 'result', 'passed', 'failed', 'time'], ...rows];
  const widths = all[0].map((_, column) => Math.max(...all.map(row => String(row[column]).length)));
  const line = row =>
    row
      .map((cell, column) =>
        column < 2 ? String(cell).padEnd(widths[column]) : String(cell).padStart(widths[column])
      )
      .join('  ');
  return all.map(line).join('\n');
}

/** Runs chains of steps at the same time, and the steps of each one after another. */
async function sideBySide(chains) {
  const names = chains.map(chain => chain.map(({ id }) => id).join(', '));
  process.stdout.write(`\nSide by side: ${names.join(' | ')}\n`);
  const results = await Promise.all(
    chains.map(async chain => {
      const ended = [];
      for (const step of chain) ended.push(await runStep(step, true));
      return ended;
    })
  );
  return results.flat();
}

await main(async () => {
  const name = process.argv[2] ?? 'all';
  const steps = GROUPS[name];
  if (!steps) {
    throw new UserError(`There is no group ${name}; choose of ${Object.keys(GROUPS).join(', ')}.`);
  }
  const begin = performance.now();
  await mkdir(OUTPUT, { recursive: true });
  await setup({ dev: true });
  const results = [
    {
      id: 'setup',
      state: 'done',
      passed: 0,
      failed: 0,
      skipped: 0,
      seconds: (performance.now() - begin) / 1000
    }
  ];
  for (const step of steps) {
    if (Array.isArray(step)) {
      results.push(...(await sideBySide(step)));
    } else {
      process.stdout.write(`\n==== ${step.id} ====\n`);
      results.push(await runStep(step));
    }
  }
  const sum = key => results.reduce((total, result) => total + result[key], 0);
  const skipped = sum('skipped') ? `, ${sum('skipped')} skipped` : '';
  process.stdout.write(`\n${table(results)}\n\n`);
  process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed${skipped}\n`);
  await writeFile(path.join(OUTPUT, `summary-${name}.json`), JSON.stringify(results, null, 2));
  return sum('failed') > 0 ? 1 : 0;
});
