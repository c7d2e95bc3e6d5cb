import type { Drag } from '@lumino/dragdrop';

/** How JupyterLab's file browser names the paths that are dragged. */
const PATHS = 'application/x-jupyter-icontents';

/**
 * Take files that are dragged from JupyterLab's file browser, which are no drags of the browser.
 *
 * @param open - Gets the path of the first one.
 */
export function takeDraggedFiles(node: HTMLElement, open: (path: string) => void): void {
  const accept = (event: Event): void => {
    const drag = event as Drag.Event;
    if (drag.mimeData.hasData(PATHS)) {
      event.preventDefault();
      event.stopPropagation();
      // The file browser lets its files be moved alone; another action would be none.
      drag.dropAction = drag.proposedAction;
    }
  };
  node.addEventListener('lm-dragenter', accept);
  node.addEventListener('lm-dragover', accept);
  node.addEventListener('lm-drop', event => {
    accept(event);
    const paths: unknown = (event as Drag.Event).mimeData.getData(PATHS);
    const [path] = Array.isArray(paths) ? (paths as unknown[]) : [];
    if (typeof path === 'string') {
      open(path);
    }
  });
}
