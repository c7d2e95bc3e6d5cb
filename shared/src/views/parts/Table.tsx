import {
  memo,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode
} from 'react';
import { numberFormat } from '../../environment/intl';
import { classes } from './classes';
import { Icon } from './icons';
import { sortRows, type CellValue, type SortOrder, type SortState } from './sortRows';
import { useRowControls } from './useRowControls';
import { useWindow } from './useWindow';

export interface Column<R> {
  id: string;
  header: ReactNode;
  /** Tooltip of the header. */
  description?: string;
  /** What is sorted by, and shown unless `cell` is given. */
  value: (row: R) => CellValue;
  cell?: (row: R) => ReactNode;
  /** Right-aligned, tabular figures. */
  numeric?: boolean;
  /** Default: true. */
  sortable?: boolean;
  /** Order of the first click. Default: `descending` for numeric columns, else `ascending`. */
  firstOrder?: SortOrder;
  /** This cell names its row for screen readers. */
  rowHeader?: boolean;
}

export interface TableProps<R> {
  /** Names the table for screen readers. */
  label: string;
  /** Visible caption. */
  caption?: ReactNode;
  columns: readonly Column<R>[];
  rows: readonly R[];
  rowKey: (row: R) => string;
  /** Sort to begin with; absent: the order of `rows`. */
  defaultSort?: SortState;
  /** With `onSort`: the sort is kept by the caller. */
  sort?: SortState;
  onSort?: (sort: SortState | undefined) => void;
  /** Key of the selected row. */
  selected?: string;
  /** Click, Enter or Space on a row. Makes the rows reachable by arrow keys. */
  onSelect?: (row: R) => void;
  /** Cells hold controls: rows are reached by arrow keys, Tab goes to the controls of one row. */
  rowControls?: boolean;
  /** Extra class of a row, e.g. `ph-mod-best`. */
  rowClass?: (row: R) => string | undefined;
  /** Instead of rows when there are none. */
  empty?: ReactNode;
  locale?: string;
}

const SIX_DIGITS = { maximumSignificantDigits: 6 };

/** Text of a cell that draws nothing of its own. */
function plain(value: CellValue, locale: string | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) {
    return '–';
  }
  return typeof value === 'number'
    ? numberFormat(locale, SIX_DIGITS).format(value === 0 ? 0 : value)
    : String(value);
}

interface CellsProps<R> {
  row: R;
  columns: readonly Column<R>[];
  locale: string | undefined;
}

/** A row that is in sight before and after the table has scrolled is not drawn anew. */
const Cells = memo(function Cells<R>({ row, columns, locale }: CellsProps<R>): ReactElement {
  return (
    <>
      {columns.map(column => {
        const content = column.cell?.(row) ?? plain(column.value(row), locale);
        const side = column.numeric ? 'ph-mod-numeric' : undefined;
        return column.rowHeader ? (
          <th key={column.id} scope="row" className={side}>
            {content}
          </th>
        ) : (
          <td key={column.id} className={side}>
            {content}
          </td>
        );
      })}
    </>
  );
}) as <R>(props: CellsProps<R>) => ReactElement;

/** A table that sorts by its headers and draws only the rows in sight when there are many. */
export function Table<R>(props: TableProps<R>): ReactElement {
  const { label, caption, columns, rows, rowKey, selected, onSelect, rowClass, empty, locale } =
    props;
  const moves = onSelect !== undefined || props.rowControls === true;
  const [own, setOwn] = useState(props.defaultSort);
  const sort = props.onSort ? props.sort : own;
  const setSort = props.onSort ?? setOwn;
  const sorted = useMemo(
    () => sortRows(rows, columns, sort, locale),
    [rows, columns, sort, locale]
  );

  const scroller = useRef<HTMLDivElement>(null);
  const view = useWindow(scroller, sorted.length);
  useRowControls(scroller, props.rowControls === true);
  const [focused, setFocused] = useState<string>();
  const moveTo = useRef<string>();
  // The one row that Tab reaches: where the focus was, else the selected one, else the first.
  const keys = useMemo(() => sorted.map(rowKey), [sorted, rowKey]);
  const stop =
    [focused, selected].find(key => key !== undefined && keys.includes(key)) ?? keys[view.start];

  useLayoutEffect(() => {
    if (moveTo.current !== undefined) {
      const row = scroller.current?.querySelector<HTMLElement>('tr[data-stop]');
      row?.focus();
      row?.scrollIntoView?.({ block: 'nearest' });
      moveTo.current = undefined;
    }
  });

  const onKeyDown = (event: KeyboardEvent<HTMLTableRowElement>, index: number): void => {
    if (event.target !== event.currentTarget) {
      return;
    }
    const row = sorted[index];
    if (row && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault();
      onSelect?.(row);
      return;
    }
    const next = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      PageDown: index + 10,
      PageUp: index - 10,
      Home: 0,
      End: keys.length - 1
    }[event.key];
    if (next === undefined) {
      return;
    }
    event.preventDefault();
    const at = Math.min(keys.length - 1, Math.max(0, next));
    moveTo.current = keys[at];
    setFocused(keys[at]);
    view.reveal(at);
  };

  const changeSort = (column: Column<R>): void => {
    const first = column.firstOrder ?? (column.numeric ? 'descending' : 'ascending');
    const other: SortOrder = first === 'ascending' ? 'descending' : 'ascending';
    const again = sort?.column === column.id;
    setSort({ column: column.id, order: again && sort.order === first ? other : first });
  };

  return (
    <div
      className={classes('ph-Table', view.windowed && 'ph-mod-windowed')}
      ref={scroller}
      // A scrolling area without focusable rows must itself be reachable by keyboard.
      tabIndex={moves ? undefined : 0}
      role={moves ? undefined : 'region'}
      aria-label={moves ? undefined : label}
    >
      <table
        role={moves ? 'grid' : undefined}
        aria-label={label}
        aria-rowcount={view.windowed ? sorted.length + 1 : undefined}
      >
        {caption !== undefined && <caption className="ph-Table-caption">{caption}</caption>}
        <thead>
          <tr>
            {columns.map(column => {
              const order = sort?.column === column.id ? sort.order : undefined;
              return (
                <th
                  key={column.id}
                  scope="col"
                  className={column.numeric ? 'ph-mod-numeric' : undefined}
                  aria-sort={column.sortable === false ? undefined : (order ?? 'none')}
                  title={column.description}
                >
                  {column.sortable === false ? (
                    column.header
                  ) : (
                    <button
                      type="button"
                      className="ph-Table-sort"
                      onClick={() => changeSort(column)}
                    >
                      <span>{column.header}</span>
                      <span className="ph-Table-order" aria-hidden="true">
                        {order && <Icon name={order === 'ascending' ? 'arrowUp' : 'arrowDown'} />}
                      </span>
                    </button>
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {view.before > 0 && (
            <tr aria-hidden="true" className="ph-Table-spacer">
              <td colSpan={columns.length} style={{ blockSize: view.before }} />
            </tr>
          )}
          {sorted.slice(view.start, view.end).map((row, offset) => {
            const index = view.start + offset;
            const key = keys[index] ?? '';
            const isStop = moves && key === stop;
            return (
              <tr
                key={key}
                className={classes('ph-Table-row', rowClass?.(row))}
                aria-selected={onSelect ? key === selected : undefined}
                aria-rowindex={view.windowed ? index + 2 : undefined}
                tabIndex={moves ? (isStop ? 0 : -1) : undefined}
                data-stop={isStop ? '' : undefined}
                onClick={onSelect && (() => onSelect(row))}
                onFocus={moves ? () => setFocused(key) : undefined}
                onKeyDown={moves ? event => onKeyDown(event, index) : undefined}
              >
                <Cells row={row} columns={columns} locale={locale} />
              </tr>
            );
          })}
          {view.after > 0 && (
            <tr aria-hidden="true" className="ph-Table-spacer">
              <td colSpan={columns.length} style={{ blockSize: view.after }} />
            </tr>
          )}
          {sorted.length === 0 && empty !== undefined && (
            <tr>
              <td colSpan={columns.length} className="ph-Table-empty">
                {empty}
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}
