/** The table of an answer as it is shown: one column per class instead of lists. */
import type { Answer, AnswerCell } from './answer';

export interface AnswerRow {
  key: string;
  cells: (string | number | null)[];
}

export interface ShownTable {
  columns: { name: string; numeric: boolean }[];
  rows: AnswerRow[];
}

/** More classes than this stay in one cell. */
const MAX_CLASSES = 20;

export function answerTable(answer: Answer): ShownTable | undefined {
  const { table, predictions } = answer;
  if (!table) {
    return undefined;
  }
  const labels = predictions[0]?.labels;
  const spread =
    labels !== undefined &&
    labels.length <= MAX_CLASSES &&
    predictions.every(
      p => p.probabilities?.length === labels.length && p.labels?.join('\n') === labels.join('\n')
    );
  const kept = table.columns.flatMap((name, index) =>
    spread && (name === 'probabilities' || name === 'labels') ? [] : [{ name, index }]
  );
  const columns = [
    { name: 'Record', numeric: true },
    ...kept.map(({ name, index }) => ({
      name: name.replaceAll('_', ' '),
      numeric: table.rows.every(row => typeof row[index] === 'number')
    })),
    ...(spread ? labels.map(label => ({ name: `P(${label})`, numeric: true })) : [])
  ];
  const rows = table.rows.map((row, r) => ({
    key: String(r),
    cells: [
      r + 1,
      ...kept.map(({ index }) => cellText(row[index] ?? null)),
      ...(spread ? (predictions[r]?.probabilities ?? []) : [])
    ]
  }));
  return { columns, rows };
}

function cellText(cell: AnswerCell): string | number | null {
  if (Array.isArray(cell)) {
    return cell.map(item => String(item)).join(', ');
  }
  return typeof cell === 'boolean' ? String(cell) : cell;
}
