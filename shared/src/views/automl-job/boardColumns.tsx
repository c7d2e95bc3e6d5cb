import { formatMetric, type MetricInfo } from '../../automl/metrics';
import type { Leaderboard, LeaderboardRow, MetricColumn } from '../../automl/leaderboard';
import { durationText } from '../../automl/progress';
import { Checkbox, Icon, MiddleEllipsis, StatusBadge } from '../parts';
import type { CellValue, Column } from '../parts';

/** More candidates than this cannot be told apart side by side. */
export const MOST_COMPARED = 4;

/** A column of the leaderboard, before it is drawn. */
export interface BoardColumn extends Column<LeaderboardRow> {
  /** Words for the column chooser. */
  name: string;
  /** Group in the column chooser. */
  group: string;
  usual: boolean;
  /** Cannot be left out. */
  always?: boolean;
}

const arrows = { maximize: ' ↑', minimize: ' ↓' };
const better = { maximize: 'More is better.', minimize: 'Less is better.' };

/** `AUC ↑`: the arrow points where better values are. */
export function metricHeader(info: MetricInfo): string {
  return `${info.label}${info.direction ? arrows[info.direction] : ''}`;
}

function metricColumn(
  { id, info, set, usual }: MetricColumn,
  firstSet: string | undefined,
  locale: string
): BoardColumn {
  const prefix = set && set !== firstSet ? `${set} · ` : '';
  return {
    id,
    name: info.label,
    group: id === 'objective' ? 'Objective' : set || 'Metrics',
    usual,
    header: `${prefix}${metricHeader(info)}`,
    description: [
      set && `On the ${set.toLowerCase()} set.`,
      info.description,
      info.direction && better[info.direction]
    ]
      .filter(Boolean)
      .join(' '),
    numeric: true,
    firstOrder: info.direction === 'minimize' ? 'ascending' : 'descending',
    value: row => row.values.get(id),
    cell: row => {
      const value = row.values.get(id);
      return value === undefined ? '–' : formatMetric(value, info, locale);
    }
  };
}

export interface BoardColumnsOptions {
  locale: string;
  pinned: ReadonlySet<string>;
  compared: readonly string[];
  onCompare: (name: string, chosen: boolean) => void;
}

/** Every column that a leaderboard can have. */
export function boardColumns(board: Leaderboard, options: BoardColumnsOptions): BoardColumn[] {
  const { locale, pinned, compared, onCompare } = options;
  const firstSet = board.columns.find(column => column.usual && column.set !== '')?.set;
  const failing = board.rows.some(row => row.status !== 'Completed');
  const algorithms = new Set(board.rows.map(row => row.algorithm));
  return [
    {
      id: 'rank',
      name: 'Place',
      group: 'Candidate',
      usual: true,
      always: true,
      header: '#',
      description: 'Place by the objective',
      numeric: true,
      firstOrder: 'ascending',
      value: row => row.rank
    },
    {
      id: 'name',
      name: 'Candidate',
      group: 'Candidate',
      usual: true,
      always: true,
      header: 'Candidate',
      rowHeader: true,
      value: row => row.label,
      cell: row => (
        <span className="ph-Candidate">
          <span title={row.name}>
            <MiddleEllipsis text={row.label} />
          </span>
          {row.best && <Icon name="star" label="Best" />}
          {row.equal && <span title="Equal to the best within its noise">≈</span>}
          {pinned.has(row.name) && <span className="ph-muted">pinned</span>}
        </span>
      )
    },
    {
      id: 'algorithm',
      name: 'Algorithm',
      group: 'Candidate',
      // Where it is told for all alike, it tells nothing.
      usual: false,
      header: 'Algorithm',
      description: `As names and containers tell it; ${algorithms.size} in this job`,
      value: row => row.algorithm || undefined
    },
    ...board.columns.map(column => metricColumn(column, firstSet, locale)),
    {
      id: 'seconds',
      name: 'Time',
      group: 'Candidate',
      usual: true,
      header: 'Time',
      description: 'From the start of its training to its end',
      numeric: true,
      firstOrder: 'ascending',
      value: row => row.seconds,
      cell: row => (row.seconds === undefined ? '–' : durationText(row.seconds))
    },
    {
      id: 'status',
      name: 'Status',
      group: 'Candidate',
      usual: failing,
      header: 'Status',
      value: row => row.status,
      cell: row => (
        <span title={row.candidate.FailureReason}>
          <StatusBadge status={row.status} />
        </span>
      )
    },
    {
      id: 'compare',
      name: 'Compare',
      group: 'Candidate',
      usual: board.rows.length > 1,
      header: 'Compare',
      description: `Choose up to ${MOST_COMPARED} candidates to see side by side`,
      sortable: false,
      value: row => (compared.includes(row.name) ? 1 : 0),
      cell: row => {
        const chosen = compared.includes(row.name);
        return (
          // The box chooses for comparison alone; the row's own click selects.
          <span onClick={event => event.stopPropagation()}>
            <Checkbox
              label={`Compare ${row.label}`}
              hideLabel
              checked={chosen}
              disabled={!chosen && compared.length >= MOST_COMPARED}
              onChange={checked => onCompare(row.name, checked)}
            />
          </span>
        );
      }
    }
  ];
}

/**
 * Columns whose sort keeps the order of `rows`: they were sorted before, pinned ones first.
 *
 * @param descending - The order that the table will sort by.
 */
export function inGivenOrder(
  columns: readonly BoardColumn[],
  rows: readonly LeaderboardRow[],
  descending: boolean
): Column<LeaderboardRow>[] {
  const places = new Map(rows.map((row, index) => [row.name, index]));
  const value = (row: LeaderboardRow): CellValue => {
    const place = places.get(row.name) ?? 0;
    return descending ? -place : place;
  };
  return columns.map(column => ({
    ...column,
    cell: column.cell ?? (row => plain(column.value(row))),
    value
  }));
}

const plain = (value: CellValue): string =>
  value === null || value === undefined ? '–' : String(value);
