import {
  useCallback,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement
} from 'react';
import type { Host } from '../../host';
import { Button } from './Button';
import { Icon } from './icons';
import { childrenOf, rootNode, valueLine, visibleNodes, type JsonNode } from './jsonNodes';
import { useWindow } from './useWindow';

export interface JsonTreeProps {
  /** Names the tree for screen readers. */
  label: string;
  /** Parsed JSON; hostile. */
  value: unknown;
  host: Host;
}

/** Text of a value that is shown below the tree. */
const FULL = 4000;

/**
 * A JSON value as a tree. Branches are made when they are opened, and only lines in sight are
 * drawn. Arrow keys move, open and close; Home and End go to the ends.
 */
export function JsonTree({ label, value, host }: JsonTreeProps): ReactElement {
  const root = useMemo(() => rootNode(value), [value]);
  const [open, setOpen] = useState<ReadonlySet<string>>(() => firstOpen(root));
  const [current, setCurrent] = useState<string>();
  const lines = useMemo(() => visibleNodes(root, open), [root, open]);
  const scroller = useRef<HTMLDivElement>(null);
  const view = useWindow(scroller, lines.length);
  const moveTo = useRef(false);
  const at = Math.max(
    0,
    lines.findIndex(({ id }) => id === current)
  );
  const node = lines[at];
  // Tab reaches one line: the current one, if it is drawn.
  const stop = at >= view.start && at < view.end ? at : view.start;

  useLayoutEffect(() => {
    if (moveTo.current) {
      moveTo.current = false;
      const line = scroller.current?.querySelector<HTMLElement>('[data-stop]');
      line?.focus();
      line?.scrollIntoView?.({ block: 'nearest' });
    }
  });

  const go = useCallback(
    (index: number) => {
      const to = lines[Math.min(lines.length - 1, Math.max(0, index))];
      if (to) {
        moveTo.current = true;
        setCurrent(to.id);
        view.reveal(lines.indexOf(to));
      }
    },
    [lines, view]
  );

  const toggle = useCallback((id: string, to?: boolean) => {
    setOpen(old => {
      const next = new Set(old);
      if (to ?? !old.has(id)) {
        next.add(id);
      } else {
        next.delete(id);
      }
      return next;
    });
  }, []);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (!node) {
      return;
    }
    const branch = isBranch(node);
    const isOpen = open.has(node.id);
    const acts: Record<string, () => void> = {
      ArrowDown: () => go(at + 1),
      ArrowUp: () => go(at - 1),
      PageDown: () => go(at + 10),
      PageUp: () => go(at - 10),
      Home: () => go(0),
      End: () => go(lines.length - 1),
      ArrowRight: () => (branch && !isOpen ? toggle(node.id, true) : branch && go(at + 1)),
      ArrowLeft: () =>
        branch && isOpen
          ? toggle(node.id, false)
          : go(
              Math.max(
                0,
                lines.findIndex(({ id }) => id === node.parent)
              )
            ),
      Enter: () => branch && toggle(node.id),
      ' ': () => branch && toggle(node.id)
    };
    const act = acts[event.key];
    if (act && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      moveTo.current = true;
      act();
    }
  };

  return (
    <div className="ph-JsonTree">
      <div
        className="ph-JsonTree-lines ph-code"
        role="tree"
        aria-label={label}
        ref={scroller}
        onKeyDown={onKeyDown}
      >
        {view.before > 0 && <div role="none" style={{ blockSize: view.before }} />}
        {lines.slice(view.start, view.end).map((line, offset) => {
          const index = view.start + offset;
          const branch = isBranch(line);
          return (
            <div
              key={line.id}
              role="treeitem"
              className="ph-JsonTree-line ph-List-row"
              aria-level={Math.max(1, line.level - 1)}
              aria-posinset={line.position}
              aria-setsize={line.siblings}
              aria-expanded={branch ? open.has(line.id) : undefined}
              aria-selected={line.id === node?.id}
              tabIndex={index === stop ? 0 : -1}
              data-stop={index === stop ? '' : undefined}
              // Deep files must not push their lines out of sight.
              style={{ paddingInlineStart: `${Math.min(24, line.level - 2) * 14 + 4}px` }}
              onFocus={() => setCurrent(line.id)}
              onClick={() => {
                setCurrent(line.id);
                if (branch) {
                  toggle(line.id);
                }
              }}
            >
              <span className="ph-JsonTree-mark">
                {branch && <Icon name={open.has(line.id) ? 'chevronDown' : 'chevronRight'} />}
              </span>
              <span className="ph-JsonTree-name" dir="auto">
                {line.name.slice(0, 200)}
              </span>
              <span className={`ph-JsonTree-value ph-mod-${typeName(line)}`} dir="auto">
                {valueLine(line)}
              </span>
            </div>
          );
        })}
        {view.after > 0 && <div role="none" style={{ blockSize: view.after }} />}
      </div>
      {node && (
        <div className="ph-JsonTree-foot ph-Panel">
          <div className="ph-Row">
            <span className="ph-muted ph-code ph-JsonTree-path" dir="auto">
              {(node.path || 'root').slice(0, 400)}
            </span>
            <Button kind="quiet" icon="copy" onClick={() => void host.copy(node.path)}>
              Copy path
            </Button>
            <Button kind="quiet" icon="copy" onClick={() => void host.copy(copyText(node))}>
              Copy value
            </Button>
          </div>
          {typeof node.value === 'string' && node.value.length > 80 && (
            <p className="ph-code ph-JsonTree-full" dir="auto">
              {node.value.slice(0, FULL)}
              {node.value.length > FULL && '…'}
            </p>
          )}
        </div>
      )}
    </div>
  );
}

const isBranch = (node: JsonNode): boolean => node.kind !== 'leaf' && node.count > 0;

const typeName = ({ value, kind }: JsonNode): string =>
  kind !== 'leaf' ? 'branch' : value === null ? 'null' : typeof value;

function copyText({ value }: JsonNode): string {
  return typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? String(value));
}

/** Small values open to their second level at once. */
function firstOpen(root: JsonNode): ReadonlySet<string> {
  const children = childrenOf(root);
  const small = children.filter(child => isBranch(child) && child.count <= 12);
  return new Set(children.length <= 12 ? small.map(({ id }) => id) : []);
}
