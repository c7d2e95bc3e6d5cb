// @vitest-environment jsdom
import { expect, it } from 'vitest';
import { takeDraggedFiles } from './drop';

/** What Lumino's drag of the file browser dispatches: its files can be moved, not copied. */
function dragEvent(type: string, data: Record<string, unknown>) {
  const event = new Event(type, { bubbles: true, cancelable: true });
  return Object.assign(event, {
    proposedAction: 'move',
    dropAction: 'none',
    mimeData: { hasData: (name: string) => name in data, getData: (name: string) => data[name] }
  });
}

it('takes files of the file browser as they are offered', () => {
  const node = document.createElement('div');
  const opened: string[] = [];
  takeDraggedFiles(node, path => opened.push(path));
  const paths = { 'application/x-jupyter-icontents': ['live/answer.json', 'other.json'] };
  for (const type of ['lm-dragenter', 'lm-dragover', 'lm-drop']) {
    const event = dragEvent(type, paths);
    node.dispatchEvent(event);
    expect([event.dropAction, event.defaultPrevented]).toEqual(['move', true]);
  }
  expect(opened).toEqual(['live/answer.json']);
});

it('leaves other drags alone', () => {
  const node = document.createElement('div');
  const opened: string[] = [];
  takeDraggedFiles(node, path => opened.push(path));
  const event = dragEvent('lm-dragover', { 'application/vnd.jupyter.cells': [] });
  node.dispatchEvent(event);
  node.dispatchEvent(dragEvent('lm-drop', { 'application/vnd.jupyter.cells': [] }));
  expect([event.dropAction, event.defaultPrevented, opened]).toEqual(['none', false, []]);
});
