/**
 * Long work in slices, so that clicks and keys are answered in between. (A worker would need its
 * script as a file or blob, which one of the two IDEs' page policies or bundlers refuses each.)
 */

/** Longest piece of work between two pauses, in ms. */
const SLICE = 24;

/** Resolves once the page has had its turn. */
function turn(): Promise<void> {
  // Time-outs are put off by browsers; messages are not.
  if (typeof MessageChannel === 'undefined') {
    return new Promise(resolve => setTimeout(resolve));
  }
  return new Promise(resolve => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

/**
 * Run steps in order.
 *
 * @param step - Does one piece; short compared with a slice.
 * @param ended - Asked after each pause: true gives up the rest.
 * @returns true when all steps were done. Steps of the first slice are done before this returns.
 */
export async function inSlices(
  steps: number,
  step: (index: number) => void,
  ended: () => boolean
): Promise<boolean> {
  let begin = performance.now();
  for (let index = 0; index < steps; index += 1) {
    if (performance.now() - begin > SLICE) {
      await turn();
      if (ended()) {
        return false;
      }
      begin = performance.now();
    }
    step(index);
  }
  return true;
}
