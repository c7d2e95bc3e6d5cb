/**
 * Long work in slices, so that clicks and keys are answered in between. (A worker would need its
 * script as a file or blob, which one of the two IDEs' page policies or bundlers refuses each.)
 */

/** Longest piece of work between two pauses, in ms: with what a page does around it, shorter than
 * what people notice. */
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
 * @param later - Begin with a pause: what goes on now is work enough for one slice.
 * @returns true when all steps were done. Steps of the first slice are done before this returns,
 * unless `later`.
 */
export async function inSlices(
  steps: number,
  step: (index: number) => void,
  ended: () => boolean,
  later = false
): Promise<boolean> {
  let begin = performance.now();
  let longest = 0;
  for (let index = 0; index < steps; index += 1) {
    const now = performance.now();
    // A step like the longest so far must still fit.
    if (index === 0 ? later : now - begin + longest > SLICE) {
      await turn();
      if (ended()) {
        return false;
      }
      begin = performance.now();
    }
    const from = performance.now();
    step(index);
    longest = Math.max(longest, performance.now() - from);
  }
  return true;
}
