// A job of the local engine with an explanation, and what an endpoint answers of it.
import { join } from 'node:path';
import { root } from './paths.mjs';
import { runPython } from './servers.mjs';

/**
 * Train it; takes about 20 s.
 *
 * @param files Folder of the workspace; gets `live/answer.json`, `live/answers.ipynb`,
 * `live/outputs.ipynb` and `live/photos.json`.
 * @param data Folder of the engine.
 * @returns `{ jobName, prefix }`, where the prefix is that of its explanation in S3.
 */
export function explainedJob(files, data) {
  const script = join(root, 'test', 'e2e', 'harness', 'explained_job.py');
  const pictures = join(root, 'test', 'fixtures', 'images');
  return JSON.parse(runPython([script, files, pictures], { env: { PILOTHOUSE_DATA_DIR: data } }));
}
