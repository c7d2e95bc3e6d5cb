#!/usr/bin/env node
/** The command line: `pilothouse inspect PATH…`. What files hold is read by the core. */
import process from 'node:process';
import { loadInspect } from './core.mjs';
import { diskFolder, reasonOf } from './diskFolder.mjs';
import { s3Place } from './s3Folder.mjs';

const HELP = `Usage: pilothouse inspect PATH... [--json]

Says what explanation files hold: format, labels, records, features, base value,
strongest features, and whether the numbers add up.

  PATH     a file, or a folder with everything below it; s3://bucket/prefix, too, with
           the AWS credentials, Region and AWS_ENDPOINT_URL of the environment or profile
  --json   one JSON array on standard output, one object per explanation found:
           path, format (F1 to F15), kind, labels, records, features, base,
           top (at most five features by size), checks, warnings
  --help   this text
  --       what follows are paths, whatever they begin with

What was not recognised or could not be read is named on standard error.
Exit status: 0 if anything was recognised, 2 if nothing was.

Examples:
  pilothouse inspect explainability/output
  pilothouse inspect explanations_shap/out.csv answer.json --json
  pilothouse inspect s3://bucket/job/explainability/output
`;

/** @returns {Promise<number>} the exit status */
async function inspect(paths, json) {
  const core = await loadInspect();
  const { inspectFolder, inspectTable } = core;
  const entries = [];
  const problems = [];
  for (const path of paths) {
    try {
      const isS3 = /^s3:\/\//i.test(path);
      const found = await inspectFolder(
        isS3 ? await s3Place(path.replace(/^s3/i, 's3'), core) : await diskFolder(path)
      );
      entries.push(...found.entries);
      problems.push(...found.problems);
      if (found.entries.length + found.problems.length === 0) {
        problems.push(`${path}: there is no explanation in it.`);
      }
    } catch (error) {
      problems.push(`${path}: ${reasonOf(error)}`);
    }
  }
  for (const problem of problems) say(problem);
  if (json) process.stdout.write(`${JSON.stringify(entries, null, 1)}\n`);
  else process.stdout.write(inspectTable(entries));
  return entries.length > 0 ? 0 : 2;
}

function say(text) {
  // File names may hold anything; nothing in them may steer the terminal.
  // eslint-disable-next-line no-control-regex
  process.stderr.write(`pilothouse: ${text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd')}\n`);
}

async function main([verb, ...rest]) {
  const end = rest.indexOf('--');
  const words = end < 0 ? rest : rest.slice(0, end);
  const options = new Set(words.filter(word => word.startsWith('-') && word !== '-'));
  const paths = [
    ...words.filter(word => !options.has(word)),
    ...(end < 0 ? [] : rest.slice(end + 1))
  ];
  const asksForHelp = [verb, ...options].some(word => word === '--help' || word === '-h');
  if (verb === undefined || verb === 'help' || asksForHelp) {
    process.stdout.write(HELP);
    return verb === undefined ? 2 : 0;
  }
  const json = options.delete('--json');
  const [unknown] = options;
  if (verb === 'inspect' && unknown === undefined && paths.length > 0) {
    return inspect(paths, json);
  }
  say(
    verb !== 'inspect'
      ? `there is no command “${verb}”.`
      : unknown !== undefined
        ? `there is no option ${unknown}.`
        : 'name a file or folder.'
  );
  process.stderr.write(HELP);
  return 2;
}

// A reader that closes the pipe early (`| head`) is no failure.
process.stdout.on('error', error => process.exit(error.code === 'EPIPE' ? 0 : 1));
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  say(error.message);
  process.exitCode = 2;
}
