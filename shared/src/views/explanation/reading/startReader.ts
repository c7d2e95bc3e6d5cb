/**
 * Start the reading worker from the file that the page's bundler makes of it. VS Code's build
 * puts its own way in the place of this module: a webview may load no file as a worker.
 *
 * @returns `undefined` where there are no workers
 */
export function startReader(): Promise<Worker | undefined> {
  return Promise.resolve(
    typeof Worker === 'undefined'
      ? undefined
      : new Worker(new URL('./readerWorker.js', import.meta.url), { type: 'module' })
  );
}
