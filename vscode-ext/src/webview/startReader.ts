/** Stands in for the core's module of this name; see `inlineWorker.mjs`. */
export async function startReader(): Promise<Worker | undefined> {
  const { default: script } = await import('reading-worker');
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  const worker = new Worker(url);
  // Its first message says that the script has been loaded.
  worker.addEventListener('message', () => URL.revokeObjectURL(url), { once: true });
  return worker;
}
