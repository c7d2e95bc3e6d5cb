// Steps of one path: after one that failed, the others have nothing to stand on.
import { test } from 'node:test';

/**
 * @param onFailure Called after the step that fails, e.g. to take a picture.
 * @returns `step(name, run)`
 */
export function path(onFailure) {
  let broken;
  return (name, run) =>
    test(name, async t => {
      if (broken) {
        t.skip(`after “${broken}” failed`);
        return;
      }
      try {
        await run();
      } catch (error) {
        broken = name;
        await onFailure();
        throw error;
      }
    });
}
