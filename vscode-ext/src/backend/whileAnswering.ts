/** Time in ms that a call may take before its engine is asked whether it is there, each time. */
const LOOK_AFTER_MS = 3_000;

/**
 * Make a call, and give it up as soon as its engine is found to hang: the call's own limit may be
 * minutes away.
 *
 * @param send - Makes the call; the signal ends it.
 * @param check - Throws what the call then fails with.
 * @param signal - The caller's own wish to end it.
 */
export async function whileAnswering<T>(
  send: (ended: AbortSignal) => Promise<T>,
  check: () => Promise<void>,
  signal: AbortSignal | undefined
): Promise<T> {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  if (signal?.aborted) {
    abort();
  }
  signal?.addEventListener('abort', abort, { once: true });
  let done = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    const look = (): void => {
      timer = setTimeout(() => {
        check().then(() => done || look(), reject);
      }, LOOK_AFTER_MS);
    };
    look();
  });
  try {
    return await Promise.race([send(controller.signal), silence]);
  } finally {
    done = true;
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    abort();
  }
}
