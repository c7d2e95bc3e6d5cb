/** `npm run bench`: measures, prints a table or, with `--json`, one flat object. */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { makeContext } from '../test/bench/context.mjs';
import { judge, MEASURES } from '../test/bench/measures.mjs';
import { rounded } from '../test/bench/statistics.mjs';
import { buildTargets } from './build.mjs';
import { main, onExit } from './processes.mjs';
import { setup } from './setup.mjs';

const HELP = `npm run bench -- [options]

  --json         one JSON object of named figures on standard output, nothing else there
  --only A,B     only figures whose names begin so
  --long         60 s instead of 20 s for each job of the tabular race
  --list         names of the figures
`;

const say = text => process.stderr.write(`${text}\n`);

async function measureAll(chosen, long) {
  const context = makeContext({ long });
  onExit(context.end);
  const figures = {};
  for (const { keys, measure } of chosen) {
    say(`Measuring ${keys[0].endsWith('.') ? `${keys[0]}*` : keys[0]}`);
    try {
      Object.assign(figures, await measure(context));
    } catch (error) {
      say(`  not measured: ${error.message}`);
    }
    // A figure that cannot be measured is there and null.
    for (const key of keys) if (!key.endsWith('.')) figures[key] ??= null;
  }
  return figures;
}

function printTable(figures) {
  const width = Math.max(...Object.keys(figures).map(key => key.length));
  for (const [key, value] of Object.entries(figures)) {
    const goal = judge(key, value);
    const verdict = goal === undefined || value === null ? '' : goal.ok ? 'ok' : 'MISSED';
    const cells = [
      key.padEnd(width),
      (value === null ? 'null' : String(rounded(value))).padStart(12),
      (goal === undefined ? '' : `${goal.sign} ${rounded(goal.limit)}`).padStart(14),
      verdict
    ];
    process.stdout.write(`${cells.join('  ').trimEnd()}\n`);
  }
}

await main(async () => {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      long: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      help: { type: 'boolean', default: false }
    }
  });
  if (values.help) return void process.stdout.write(HELP);
  if (values.list) return void say(MEASURES.flatMap(({ keys }) => keys).join('\n'));
  const wanted = values.only.split(',').filter(Boolean);
  const chosen = MEASURES.filter(
    ({ keys }) =>
      wanted.length === 0 ||
      keys.some(key => wanted.some(want => key.startsWith(want) || want.startsWith(key)))
  );
  // What is built and installed here prints to standard output.
  if (values.json) process.stdout.write = process.stderr.write.bind(process.stderr);
  await setup({ dev: true });
  await buildTargets();
  const figures = await measureAll(chosen, values.long);
  if (!values.json) return void printTable(figures);
  delete process.stdout.write;
  const flat = Object.entries(figures).map(([key, value]) => [
    key,
    value === null ? null : rounded(value)
  ]);
  process.stdout.write(`${JSON.stringify(Object.fromEntries(flat))}\n`);
});
