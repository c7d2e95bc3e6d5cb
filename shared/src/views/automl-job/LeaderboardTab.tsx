import { useMemo, type ReactElement } from 'react';
import { formatMetric } from '../../automl/metrics';
import type { Leaderboard, LeaderboardRow } from '../../automl/leaderboard';
import { durationText } from '../../automl/progress';
import { EmptyState, Icon, MiddleEllipsis, StatusBadge, Table } from '../parts';
import type { Column } from '../parts';

export interface LeaderboardTabProps {
  board: Leaderboard;
  locale: string;
  running: boolean;
  /** Name of the chosen candidate. */
  selected: string | undefined;
  onSelect: (name: string) => void;
}

const nameOf = (row: LeaderboardRow): string => row.name;

/** All candidates with all their metrics. */
export function LeaderboardTab(props: LeaderboardTabProps): ReactElement {
  const { board, locale, running, selected, onSelect } = props;
  const columns = useMemo((): Column<LeaderboardRow>[] => {
    const failing = board.rows.some(row => row.status !== 'Completed');
    return [
      {
        id: 'rank',
        header: '#',
        description: 'Place by the objective',
        numeric: true,
        firstOrder: 'ascending',
        value: row => row.rank
      },
      {
        id: 'name',
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
          </span>
        )
      },
      ...board.metrics.map((metric): Column<LeaderboardRow> => {
        const arrow = { maximize: ' ↑', minimize: ' ↓' };
        const better = { maximize: 'More is better.', minimize: 'Less is better.' };
        return {
          id: metric.key,
          header: `${metric.label}${metric.direction ? arrow[metric.direction] : ''}`,
          description: [metric.description, metric.direction && better[metric.direction]]
            .filter(Boolean)
            .join(' '),
          numeric: true,
          firstOrder: metric.direction === 'minimize' ? 'ascending' : 'descending',
          value: row => row.metrics.get(metric.key),
          cell: row => {
            const value = row.metrics.get(metric.key);
            return value === undefined ? '–' : formatMetric(value, metric, locale);
          }
        };
      }),
      {
        id: 'seconds',
        header: 'Time',
        description: 'From the start of its training to its end',
        numeric: true,
        firstOrder: 'ascending',
        value: row => row.seconds,
        cell: row => (row.seconds === undefined ? '–' : durationText(row.seconds))
      },
      ...(failing
        ? [
            {
              id: 'status',
              header: 'Status',
              value: (row: LeaderboardRow) => row.status,
              cell: (row: LeaderboardRow) => (
                <span title={row.candidate.FailureReason}>
                  <StatusBadge status={row.status} />
                </span>
              )
            }
          ]
        : [])
    ];
  }, [board, locale]);
  if (board.rows.length === 0) {
    return (
      <EmptyState title={running ? 'No candidates yet' : 'No candidates'}>
        {running
          ? 'Candidates appear here as they finish.'
          : 'The job ended before a candidate was trained.'}
      </EmptyState>
    );
  }
  return (
    <Table
      label="Leaderboard"
      columns={columns}
      rows={board.rows}
      rowKey={nameOf}
      selected={selected}
      onSelect={row => onSelect(row.name)}
      rowClass={row => (row.best ? 'ph-mod-best' : undefined)}
      locale={locale}
    />
  );
}
