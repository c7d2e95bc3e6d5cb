/** The page's end of the channel to the extension host; the only use of `acquireVsCodeApi`. */
import { isEnvelope } from '../rpc/envelope';
import type { Port } from '../rpc/transport';

declare function acquireVsCodeApi(): { postMessage(data: unknown): void };

/** To be called once a page: the editor gives its end only once. */
export function hostPort(): Port {
  const vscode = acquireVsCodeApi();
  const page = crypto.randomUUID();
  return {
    post: frame => vscode.postMessage({ page, frame }),
    onMessage: listener => {
      const receive = ({ data }: MessageEvent<unknown>): void => {
        if (isEnvelope(data) && data.page === page) {
          listener(data.frame);
        }
      };
      addEventListener('message', receive);
      return () => removeEventListener('message', receive);
    }
  };
}
