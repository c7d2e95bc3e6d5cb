import { useCallback, useMemo, useState, type ReactElement } from 'react';
import type { Leaderboard, LeaderboardRow } from '../../automl/leaderboard';
import type { Host } from '../../host';
import { EmptyState, Table, useStored } from '../parts';
import type { SortState } from '../parts';
import { sortRows } from '../parts/sortRows';
import { boardColumns, inGivenOrder, MOST_COMPARED } from './boardColumns';
import { BoardTools, type BoardFilter, type BoardView } from './BoardTools';
import { ComparePanel } from './ComparePanel';
import { ParetoPanel } from './ParetoPanel';

export interface LeaderboardTabProps {
  board: Leaderboard;
  host: Host;
  jobName: string;
  running: boolean;
  /** The job was asked for the definitions of candidates, not to train them. */
  definitionsOnly: boolean;
  /** Name of the chosen candidate. */
  selected: string | undefined;
  onSelect: (name: string) => void;
  /** Names that stay on top. */
  pinned: ReadonlySet<string>;
}

const nameOf = (row: LeaderboardRow): string => row.name;

/** All candidates with all their metrics. */
export function LeaderboardTab(props: LeaderboardTabProps): ReactElement {
  const { board, host, running, definitionsOnly, selected, onSelect, pinned } = props;
  const { locale } = host;
  const [compared, setCompared] = useState<readonly string[]>([]);
  const [filter, setFilter] = useState<BoardFilter>({ text: '', status: '' });
  const [view, setView] = useState<BoardView>('table');
  const [sort, setSort] = useState<SortState>();
  // Only what differs from the usual columns: new metrics of other jobs still appear.
  const [changed, setChanged] = useStored<Record<string, boolean>>(host, 'leaderboard-columns', {});

  const onCompare = useCallback(
    (name: string, chosen: boolean) =>
      setCompared(old =>
        chosen
          ? [...old.filter(one => one !== name), name].slice(-MOST_COMPARED)
          : old.filter(one => one !== name)
      ),
    []
  );
  const columns = useMemo(
    () => boardColumns(board, { locale, pinned, compared, onCompare }),
    [board, locale, pinned, compared, onCompare]
  );
  const shownColumns = columns.filter(
    column => column.always || (changed[column.id] ?? column.usual)
  );
  const rows = useMemo(() => filtered(board.rows, filter), [board.rows, filter]);
  const ordered = useMemo(() => {
    const sorted = sortRows(rows, columns, sort, locale);
    return pinned.size === 0
      ? sorted
      : [
          ...sorted.filter(row => pinned.has(row.name)),
          ...sorted.filter(row => !pinned.has(row.name))
        ];
    // The boxes for comparing do not change the order.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [rows, board, sort, locale, pinned]);
  const ready = useMemo(
    () => inGivenOrder(shownColumns, ordered, sort?.order === 'descending'),
    // `shownColumns` is made anew each time; these are what it depends on.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [columns, changed, ordered, sort]
  );

  if (board.rows.length === 0 && definitionsOnly) {
    return (
      <EmptyState title="Definitions only">
        This job writes down how candidates are made and trains none. Open its notebooks under “Data
        findings”.
      </EmptyState>
    );
  }
  if (board.rows.length === 0) {
    return (
      <EmptyState title={running ? 'No candidates yet' : 'No candidates'}>
        {running
          ? 'Candidates appear here as they finish.'
          : 'The job ended before a candidate was trained.'}
      </EmptyState>
    );
  }
  const statuses = [...new Set(board.rows.map(row => row.status))];
  const picked = compared.flatMap(name => board.rows.find(row => row.name === name) ?? []);
  return (
    <div className="ph-Stack">
      {board.rows.length > 1 && (
        <BoardTools
          filter={filter}
          onFilter={setFilter}
          statuses={statuses}
          shown={rows.length}
          total={board.rows.length}
          columns={columns}
          chosen={new Set(shownColumns.map(column => column.id))}
          onChoose={(id, shown) => setChanged({ ...changed, [id]: shown })}
          onUsual={() => setChanged({})}
          view={view}
          onView={setView}
        />
      )}
      {view === 'plot' && (
        <ParetoPanel
          board={board}
          rows={rows}
          host={host}
          jobName={props.jobName}
          selected={selected}
          onSelect={onSelect}
        />
      )}
      <Table
        label="Leaderboard"
        columns={ready}
        rows={ordered}
        rowKey={nameOf}
        sort={sort}
        onSort={setSort}
        selected={selected}
        onSelect={row => onSelect(row.name)}
        rowControls
        rowClass={row => (row.best ? 'ph-mod-best' : undefined)}
        locale={locale}
        empty="No candidate fits the filter."
      />
      {picked.length > 0 && (
        <ComparePanel
          board={board}
          rows={picked}
          host={host}
          onRemove={name => onCompare(name, false)}
          onClear={() => setCompared([])}
        />
      )}
    </div>
  );
}

function filtered(
  rows: readonly LeaderboardRow[],
  { text, status }: BoardFilter
): LeaderboardRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(row => {
    const name = `${row.name} ${row.algorithm}`.toLowerCase();
    return (status === '' || row.status === status) && words.every(word => name.includes(word));
  });
}
