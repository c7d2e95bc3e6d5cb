/** Starting and stopping the local engine from scripts. */
import { venvProgram } from './paths.mjs';
import { run } from './processes.mjs';

const engine = (env, ...args) =>
  run(venvProgram('python'), ['-m', 'pilothouse_engine', ...args], { capture: true, env });

/**
 * Makes sure that the engine of a data folder runs (the user's own by default).
 *
 * @param {object} env may name another `PILOTHOUSE_DATA_DIR`
 * @returns what it says of itself (`engine.json`), `startMs` and `stop()`, which leaves an engine alone that
 *   ran before
 */
export async function startEngine(env = {}) {
  const ranBefore = await engine(env, 'status', '--json').then(
    () => true,
    () => false
  );
  const begin = performance.now();
  const info = JSON.parse(await engine(env, 'start', '--json'));
  const startMs = performance.now() - begin;
  return {
    ...info,
    startMs,
    stop: async () => (ranBefore ? undefined : void (await engine(env, 'stop')))
  };
}
