// A live engine with a data directory of its own.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEngine } from '../../../scripts/engine.mjs';

/** The value of one key of an INI file with one section. */
const iniValue = (text, key) => new RegExp(`^${key}\\s*=\\s*(\\S+)`, 'm').exec(text)[1];

/**
 * Start an engine.
 *
 * @returns `info` is its `engine.json`; `client` is what every client of the AWS SDK for
 * JavaScript needs; `stop()` ends it and removes its data.
 */
export async function testEngine() {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'pilothouse-conformance-'));
  const env = { PILOTHOUSE_DATA_DIR: dataDir };
  const { stop, ...info } = await startEngine(env);
  const credentials = await readFile(info.credentialsFile, 'utf8');
  return {
    info,
    env,
    client: {
      endpoint: info.endpointUrl,
      region: info.region,
      forcePathStyle: true,
      maxAttempts: 1,
      credentials: {
        accessKeyId: iniValue(credentials, 'aws_access_key_id'),
        secretAccessKey: iniValue(credentials, 'aws_secret_access_key')
      }
    },
    async stop() {
      await stop();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    }
  };
}

/** Repeat until an answer satisfies. */
export async function until(ask, satisfied, { timeoutMs = 60_000, everyMs = 200 } = {}) {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (satisfied(answer)) return answer;
    if (Date.now() > end) throw new Error(`Not within ${timeoutMs} ms: ${JSON.stringify(answer)}`);
    await new Promise(resolve => setTimeout(resolve, everyMs));
  }
}
