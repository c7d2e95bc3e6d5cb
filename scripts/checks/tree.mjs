/** Rules on all files of the tree that no linter knows. Run by `npm run lint`. */
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { fromRoot } from '../paths.mjs';
import { main, run } from '../processes.mjs';

const CODE = /\.(ts|tsx|mjs|js|py|css)$/;
const MAX_LINES = 400;

/** A pattern that must not occur, in which files, and why. Built so as not to match itself. */
const FORBIDDEN = [
  {
    pattern: /https:\/\/(cdn\.|unpkg\.com|[a-z.]*jsdelivr)/,
    files: /\.(ts|tsx|py|html|css)$/,
    why: 'nothing is fetched from elsewhere at run time'
  },
  {
    pattern: /\b(it|test|describe)\.(only|skip|todo)\b|pytest\.mark\.skip\b/,
    files: /\.test\.(ts|tsx|mjs)$|(^|\/)test_\w+\.py$/,
    why: 'a test that does not run proves nothing'
  },
  {
    pattern: /(?<![\w-])\/(home|Users)\/[a-z]\w+\/|[^\w.$}]\/wo[r]k\//,
    files: /\.(ts|tsx|mjs|py|json|toml|md|ipynb)$/,
    why: 'a path of one machine'
  },
  {
    pattern: /"resolved": "https?:|--(extra-)?index-url|--find-links/,
    files: /(package-lock\.json|requirements\/.*\.(in|lock))$/,
    why: 'lock files name no registry'
  },
  {
    // AWS's own documentation uses keys that end so.
    pattern: /\bAKIA(?![0-9A-Z]{9}EXAMPLE)[0-9A-Z]{16}\b/,
    files: /./,
    why: 'an access key'
  }
];

/** What is wrong with one file. */
export function findings(name, text) {
  const lines = text.split('\n');
  const found = [];
  if (CODE.test(name) && lines.length > MAX_LINES + 1) {
    found.push(`${name}: ${lines.length} lines; above ${MAX_LINES} it holds two things`);
  }
  for (const { pattern, files, why } of FORBIDDEN) {
    if (!files.test(name)) continue;
    lines.forEach((line, index) => {
      if (pattern.test(line))
        found.push(`${name}:${index + 1}: ${why}: ${line.trim().slice(0, 100)}`);
    });
  }
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const listed = await run(
      'git',
      ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
      {
        capture: true
      }
    );
    const found = [];
    for (const name of listed.split('\0').filter(Boolean)) {
      if (/^test\/fixtures\/|\.(png|jpe?g|parquet|ico)$/.test(name)) continue;
      const text = await readFile(fromRoot(name), 'utf8').catch(() => '');
      found.push(...findings(name, text));
    }
    for (const line of found) process.stdout.write(`${line}\n`);
    return found.length > 0 ? 1 : 0;
  });
}
