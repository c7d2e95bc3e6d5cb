#!/usr/bin/env node
/** The command line: `pilothouse inspect PATH…`. What files hold is read by the core. */
import process from 'node:process';
import { loadInspect } from './core.mjs';
import { diskFolder } from './diskFolder.mjs';

const HELP = `pilothouse inspect PATH... [--json]

Says what explanation files hold: format, labels, features, base value, strongest
features, and whether the numbers add up. A PATH is a file or a folder.

  --json   one JSON array on standard output, one object per explanation found
  --help   this text

Exit status: 0 if anything was recognised, 2 if nothing was.
`;

/** @returns {Promise<number>} the exit status */
async function inspect(paths, json) {
  const { inspectFolder, inspectTable } = await loadInspect();
  const entries = [];
  const problems = [];
  for (const path of paths) {
    if (/^s3:\/\//i.test(path)) {
      problems.push(
        `${path}: this command reads files on this machine. Copy it first ` +
          `(aws s3 cp --recursive ${path} .), or open it in the Pilothouse panel.`
      );
      continue;
    }
    try {
      const found = await inspectFolder(await diskFolder(path));
      entries.push(...found.entries);
      problems.push(...found.problems);
    } catch (error) {
      problems.push(`${path}: ${reasonOf(error)}`);
    }
  }
  for (const problem of problems) say(problem);
  if (json) process.stdout.write(`${JSON.stringify(entries, null, 1)}\n`);
  else process.stdout.write(inspectTable(entries));
  if (entries.length > 0) return 0;
  if (problems.length === 0) say('There is no explanation in what was named.');
  return 2;
}

function reasonOf(error) {
  switch (error.code) {
    case 'ENOENT':
      return 'there is no such file or folder.';
    case 'EACCES':
    case 'EPERM':
      return 'it may not be read. Check its permissions.';
    default:
      return error.message;
  }
}

function say(text) {
  // File names may hold anything; nothing in them may steer the terminal.
  // eslint-disable-next-line no-control-regex
  process.stderr.write(`pilothouse: ${text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd')}\n`);
}

async function main([verb, ...rest]) {
  const options = new Set(rest.filter(word => word.startsWith('--')));
  const end = rest.indexOf('--');
  const paths = end < 0 ? rest.filter(word => !word.startsWith('--')) : rest.slice(end + 1);
  if (verb === '--help' || verb === '-h' || options.has('--help') || verb === undefined) {
    process.stdout.write(HELP);
    return verb === undefined ? 2 : 0;
  }
  options.delete('--');
  const json = options.delete('--json');
  const [unknown] = options;
  if (verb !== 'inspect' || (unknown && end < 0) || paths.length === 0) {
    say(
      verb !== 'inspect'
        ? `there is no command “${verb}”.`
        : unknown
          ? `there is no option ${unknown}.`
          : 'name a file or folder.'
    );
    process.stderr.write(HELP);
    return 2;
  }
  return inspect(paths, json);
}

// A reader that closes the pipe early (`| head`) is no failure.
process.stdout.on('error', error => process.exit(error.code === 'EPIPE' ? 0 : 1));
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  say(error.message);
  process.exitCode = 2;
}
