import type { ErrorAction } from '../../aws/errors';
import type { Host } from '../../host';

/**
 * Do the next step that an error names, then repeat what failed.
 *
 * Choosing a backend, region or profile happens in the sidebar, the place of the backend
 * switch; an IDE with a native picker shows that for the `sidebar` view.
 *
 * @throws what the step throws, e.g. AwsError when the engine does not start.
 */
export async function runErrorAction(
  host: Host,
  action: ErrorAction,
  retry: (() => void) | undefined
): Promise<void> {
  switch (action) {
    case 'start-engine':
    case 'restart-engine':
      await host.backend.startEngine();
      break;
    case 'install-engine':
      await host.backend.installEngine();
      break;
    case 'choose-backend':
    case 'choose-region':
    case 'sign-in':
      host.openView('sidebar', {});
      return;
    case 'show-log':
      host.showLog();
      return;
    case 'retry':
      break;
  }
  retry?.();
}
