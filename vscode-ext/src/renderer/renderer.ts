/** Draws the product's MIME type in notebooks, without a kernel and without the network. */
import { AwsError } from '@pilothouse/core/aws/errors';
import type { AwsApi } from '@pilothouse/core/aws/api';
import { mountView, type MountedView } from '@pilothouse/core/views/mount';
import { snapshotHost } from './snapshotHost';
import type { RendererApi, RendererContext } from './types';

/** A snapshot carries all that it shows. */
const noApi: AwsApi = {
  call: (service, operation) =>
    Promise.reject(
      new AwsError({
        code: 'OperationNotAllowed',
        message: 'A saved output makes no calls.',
        operation: `${service}:${operation}`,
        retryable: false
      })
    )
};

/** Called by the editor when the first output of our MIME type is shown. */
export function activate(context: RendererContext): RendererApi {
  const shown = new Map<string, Promise<MountedView<'snapshot'>>>();
  const host = snapshotHost(context.postMessage);
  const remove = (id: string): void => {
    void shown.get(id)?.then(view => view.dispose());
    shown.delete(id);
  };
  return {
    async renderOutputItem(item, element) {
      remove(item.id);
      addStylesheet(element);
      const place = document.createElement('div');
      element.replaceChildren(place);
      const view = mountView('snapshot', { data: item.json() }, place, {
        api: noApi,
        host
      });
      shown.set(item.id, view);
      await view;
    },
    disposeOutputItem(id) {
      (id === undefined ? [...shown.keys()] : [id]).forEach(remove);
    }
  };
}

/** Our sheet stands beside this module; one link per document or shadow root. */
function addStylesheet(element: HTMLElement): void {
  const root = element.getRootNode();
  const parent = root instanceof ShadowRoot ? root : document.head;
  const href = new URL('./renderer.css', import.meta.url).toString();
  if (![...parent.querySelectorAll('link')].some(link => link.href === href)) {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = href;
    parent.prepend(link);
  }
}
