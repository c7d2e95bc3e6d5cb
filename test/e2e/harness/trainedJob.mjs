// A finished job of the local engine that took a few seconds, with records to predict.
import { join } from 'node:path';
import { root } from './paths.mjs';
import { runPython } from './servers.mjs';

/**
 * @param name The job's name.
 * @param files Folder of the workspace; gets `records.csv` with a header and the target.
 * @param data Folder of the engine.
 */
export function trainedJob(name, files, data) {
  const script = join(root, 'test', 'e2e', 'harness', 'trained_job.py');
  runPython([script, name, files], { env: { PILOTHOUSE_DATA_DIR: data } });
}
