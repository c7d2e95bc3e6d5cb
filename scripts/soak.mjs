/** `npm run soak`: the engine under load, faults and abuse; prints a table of what held. */
import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { fromRoot, OUTPUT, venvProgram } from './paths.mjs';
import { main, UserError } from './processes.mjs';
import { setup } from './setup.mjs';

const HELP = `npm run soak -- [options]

  --only A,B     only these rows: queue, load, large, disk, kill, clients, clock, hostile
  --short        the form that npm test runs
  --write        put the table into docs/reliability.md; rows that were not run keep their last result
  --table        run nothing, take the last results
`;

const ROWS = ['queue', 'load', 'large', 'disk', 'kill', 'clients', 'clock', 'hostile'];
const RESULTS = path.join(OUTPUT, 'soak.json');
const PAGE = fromRoot('docs', 'reliability.md');
const BEGIN = '<!-- soak -->';
const END = '<!-- /soak -->';

const lastResults = () =>
  readFile(RESULTS, 'utf8').then(
    text => JSON.parse(text),
    () => ({})
  );

/** Runs rows one after the other; calls back with each one's result as it comes. */
function runRows(names, short, onRow) {
  const args = [fromRoot('test', 'soak', 'soak.py'), ...names, ...(short ? ['--short'] : [])];
  return new Promise((resolve, reject) => {
    const child = spawn(venvProgram('python'), args, { stdio: ['ignore', 'pipe', 'inherit'] });
    createInterface({ input: child.stdout }).on('line', line => onRow(JSON.parse(line)));
    child.on('error', reject);
    child.on('close', status =>
      status === 0 ? resolve() : reject(new UserError(`The rows ended with status ${status}.`))
    );
  });
}

function cells(name, row) {
  if (!row || row.skipped) {
    return [name, `not run${row ? `: ${row.skipped}` : ''}`, '', '', '', '', '', '', ''];
  }
  const verdict = row.good ? 'none' : row.errors.join('; ') || 'see the counts';
  return [
    name,
    row.what + (row.note ? `; ${row.note}` : ''),
    row.count.toLocaleString('en'),
    row.lost,
    row.corrupted,
    row.memory.map(Math.round).join(' / '),
    verdict.replaceAll('|', '/').replaceAll('\n', ' '),
    `${row.seconds.toFixed(0)} s`,
    row.day
  ];
}

function table(results) {
  const head = ['Row', 'What', 'How many', 'Lost', 'Corrupted']
    .concat(['Memory of the engine, MB: start / peak / end', 'Errors', 'Time', 'Run on'])
    .map(String);
  const lines = ROWS.map(name => cells(name, results[name]));
  return [head, head.map(() => '---'), ...lines].map(row => `| ${row.join(' | ')} |`).join('\n');
}

async function writePage(results) {
  const page = await readFile(PAGE, 'utf8');
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new UserError(`${PAGE} has no place for the table.`);
  const machine = `${os.cpus().length} cores, ${Math.round(os.totalmem() / 1e9)} GB, ${os.type()}`;
  const text = `${BEGIN}\n\nMachine: ${machine}, shared with other work.\n\n${table(results)}\n\n${END}`;
  await writeFile(PAGE, before + text + after);
}

await main(async () => {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      short: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      table: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false }
    }
  });
  if (values.help) return void process.stdout.write(HELP);
  const only = values.only.split(',').filter(Boolean);
  const unknown = only.find(name => !ROWS.includes(name));
  if (unknown) throw new UserError(`There is no row ${unknown}; choose of ${ROWS.join(', ')}.`);
  const results = await lastResults();
  const fresh = {};
  if (!values.table) {
    await setup({ dev: true });
    await mkdir(OUTPUT, { recursive: true });
    await runRows(only.length > 0 ? only : ROWS, values.short, result => {
      fresh[result.row] = { ...result, day: new Date().toISOString().slice(0, 10) };
    });
    Object.assign(results, fresh);
    // Short rows prove less than the table says.
    if (!values.short) await writeFile(RESULTS, JSON.stringify(results, null, 2));
  }
  process.stdout.write(`${table(values.table ? results : fresh)}\n`);
  if (values.write && !values.short) await writePage(results);
  return Object.values(fresh).some(row => !row.good && !row.skipped) ? 1 : 0;
});
