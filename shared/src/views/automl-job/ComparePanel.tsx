import type { ReactElement } from 'react';
import type { Leaderboard, LeaderboardRow } from '../../automl/leaderboard';
import { formatMetric } from '../../automl/metrics';
import { durationText } from '../../automl/progress';
import type { Host } from '../../host';
import { Button, statusWords, Table, type Column } from '../parts';
import { metricHeader } from './boardColumns';

export interface ComparePanelProps {
  board: Leaderboard;
  /** One to four candidates. */
  rows: readonly LeaderboardRow[];
  host: Host;
  onRemove: (name: string) => void;
  onClear: () => void;
}

/** One line: a value of each candidate. */
interface Line {
  id: string;
  label: string;
  group: string;
  texts: string[];
  /** Indices of the candidates with the best value; empty where none is better. */
  best: number[];
}

/** Candidates side by side; the best value of each line is marked. */
export function ComparePanel({
  board,
  rows,
  host,
  onRemove,
  onClear
}: ComparePanelProps): ReactElement {
  const lines = compareLines(board, rows, host.locale);
  const columns: Column<Line>[] = [
    { id: 'label', header: 'Value', rowHeader: true, sortable: false, value: line => line.label },
    {
      id: 'group',
      header: 'Set',
      sortable: false,
      value: line => line.group,
      cell: line => line.group
    },
    ...rows.map((row, index): Column<Line> => ({
      id: `candidate:${row.name}`,
      header: row.label,
      description: row.name,
      numeric: true,
      sortable: false,
      value: line => line.texts[index],
      cell: line => {
        const best = line.best.includes(index);
        return best ? (
          <strong>
            {line.texts[index]} <span title="Best of these">▲</span>
          </strong>
        ) : (
          line.texts[index]
        );
      }
    }))
  ];
  return (
    <section className="ph-Stack ph-Panel" aria-label="Comparison">
      <div className="ph-Row">
        <h2 className="ph-Heading">Comparison</h2>
        {rows.length < 2 && (
          <span className="ph-muted">Choose one more candidate to compare with.</span>
        )}
        {rows.map(row => (
          <Button key={row.name} kind="quiet" icon="close" onClick={() => onRemove(row.name)}>
            {row.label}
          </Button>
        ))}
        <Button kind="quiet" onClick={onClear}>
          Clear
        </Button>
      </div>
      <Table
        label="Comparison of candidates"
        columns={columns}
        rows={lines}
        rowKey={line => line.id}
        locale={host.locale}
      />
    </section>
  );
}

export function compareLines(
  board: Leaderboard,
  rows: readonly LeaderboardRow[],
  locale: string | undefined
): Line[] {
  const numbers = (
    id: string,
    label: string,
    group: string,
    values: (number | undefined)[],
    text: (value: number) => string,
    direction?: 'maximize' | 'minimize'
  ): Line => {
    const known = values.filter((value): value is number => value !== undefined);
    const best = direction === 'maximize' ? Math.max(...known) : Math.min(...known);
    const differ = known.some(value => value !== known[0]);
    return {
      id,
      label,
      group,
      texts: values.map(value => (value === undefined ? '–' : text(value))),
      best: direction && differ ? values.flatMap((value, i) => (value === best ? [i] : [])) : []
    };
  };
  const words = (id: string, label: string, texts: string[]): Line => ({
    id,
    label,
    group: '',
    texts: texts.map(text => text || '–'),
    best: []
  });
  return [
    words(
      'rank',
      'Place',
      rows.map(row => row.rank?.toLocaleString(locale) ?? '')
    ),
    words(
      'status',
      'Status',
      rows.map(row => statusWords(row.status))
    ),
    words(
      'algorithm',
      'Algorithm',
      rows.map(row => row.algorithm)
    ),
    ...board.columns
      .filter(({ id }) => rows.some(row => row.values.has(id)))
      .map(({ id, info, set }) =>
        numbers(
          id,
          metricHeader(info),
          id === 'objective' ? 'Objective' : set,
          rows.map(row => row.values.get(id)),
          value => formatMetric(value, info, locale),
          info.direction
        )
      ),
    numbers(
      'seconds',
      'Time ↓',
      '',
      rows.map(row => row.seconds),
      durationText,
      'minimize'
    ),
    words(
      'containers',
      'Containers',
      rows.map(row => String(row.candidate.InferenceContainers?.length ?? 0))
    )
  ];
}
