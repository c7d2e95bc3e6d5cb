/** Paths in notebook outputs; loaded with the first output. */
import { PageConfig, PathExt } from '@jupyterlab/coreutils';
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Host } from '@pilothouse/core/host';

/**
 * The host for a view in a notebook's output: paths of outputs are relative to their notebook;
 * those of views to the server's folder.
 *
 * @param node - Element of the output.
 */
export function withNotebookPaths(
  host: Host,
  node: HTMLElement,
  notebooks: INotebookTracker | null,
  trans: TranslationBundle
): Host {
  const openView: Host['openView'] = (view, args) => {
    const { source } = args as { source?: { kind: string; path: string } };
    if (view !== 'explanation' || source?.kind !== 'file') {
      host.openView(view, args);
      return;
    }
    const path = serverPath(source.path, node, notebooks);
    if (path === undefined) {
      host.notify(
        'warning',
        trans.__('%1 is outside of the folder that Jupyter serves.', source.path)
      );
    } else {
      host.openView('explanation', { source: { kind: 'file', path } });
    }
  };
  return Object.assign(Object.create(host) as Host, { openView });
}

function serverPath(
  path: string,
  node: HTMLElement,
  notebooks: INotebookTracker | null
): string | undefined {
  if (path.startsWith('/') || /^[a-z]:\//i.test(path)) {
    const root = PageConfig.getOption('serverRoot').replace(/\/*$/, '/');
    return path.startsWith(root) ? path.slice(root.length) : undefined;
  }
  const own = notebooks?.find(panel => panel.node.contains(node));
  const notebook = (own ?? notebooks?.currentWidget)?.context.localPath ?? '';
  const joined = PathExt.join(PathExt.dirname(notebook), path);
  return joined === '..' || joined.startsWith('../') ? undefined : joined;
}
