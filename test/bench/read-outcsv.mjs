/** Reading 100,000 records of 50 contributions from disk, against pandas on the same file. */
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { fromRoot } from '../../scripts/paths.mjs';
import { diskFolder } from '../../shared/bin/diskFolder.mjs';
import { median, raceRatios } from './statistics.mjs';

const ROUNDS = 5;

async function reader() {
  const { outputFiles } = await build({
    entryPoints: [fromRoot('shared', 'src', 'explain', 'read.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    logLevel: 'error'
  });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}

export const readOutCsv = {
  keys: [
    'explain.read.outcsv.100MB.s',
    'explain.read.outcsv.100MB.ratio',
    'explain.read.outcsv.100MB.ratio.min',
    'explain.read.outcsv.100MB.ratio.max',
    'explain.read.outcsv.100MB.peer.s'
  ],
  async measure(context) {
    const folder = await mkdtemp(path.join(await context.folder(), 'outcsv-'));
    const file = path.join(folder, 'out.csv');
    const { readFolder } = await reader();
    const ours = [];
    const theirs = [];
    for (let round = 0; round < ROUNDS; round++) {
      const peer = await context.python('pandas_outcsv', [file]);
      theirs.push(peer.s);
      const begin = performance.now();
      const { explanations } = await readFolder(await diskFolder(file));
      ours.push((performance.now() - begin) / 1000);
      const [{ records, features, values }] = explanations;
      const last = values[values.length - 1];
      if (records !== peer.records || features.length !== peer.features || last !== peer.last) {
        throw new Error('the table was not read as pandas reads it');
      }
    }
    await rm(file);
    const figures = { s: median(ours), ...raceRatios(ours, theirs), 'peer.s': median(theirs) };
    return Object.fromEntries(
      Object.entries(figures).map(([name, value]) => [`explain.read.outcsv.100MB.${name}`, value])
    );
  }
};
