import { useCallback, useMemo, useState, type CSSProperties, type ReactElement } from 'react';
import {
  aggregate,
  cells,
  classQuality,
  confusions,
  MOST_LABELS,
  totals,
  type CellMode,
  type ClassQuality,
  type Confusion,
  type ConfusionMatrix
} from '../../../automl/report/confusion';
import type { Host } from '../../../host';
import { Chart } from '../../../plots/Chart';
import { confusionFigure } from '../../../plots/confusionHeat';
import { percentText, short } from '../../../plots/numbers';
import type { PlotStyle } from '../../../plots/style';
import { classes, MiddleEllipsis, RadioGroup, Table, type Column } from '../../parts';

export interface ConfusionPanelProps {
  matrix: ConfusionMatrix;
  host: Host;
  jobName: string;
  /** Said of the matrix, e.g. the threshold it is made with. */
  note?: string;
}

/** A confusion matrix with what follows from it, for any number of classes. */
export function ConfusionPanel({ matrix, host, jobName, note }: ConfusionPanelProps): ReactElement {
  const { locale } = host;
  const [mode, setMode] = useState<CellMode>('row');
  const many = matrix.labels.length > MOST_LABELS;
  const shown = useMemo(
    () => aggregate(matrix, MOST_LABELS, `others (${matrix.labels.length - MOST_LABELS + 1})`),
    [matrix]
  );
  const draw = useCallback(
    (style: PlotStyle) => confusionFigure(matrix, mode, style),
    [matrix, mode]
  );
  return (
    <section className="ph-Stack ph-Panel" aria-label="Classes">
      <RadioGroup
        label="Cells show"
        inline
        value={mode}
        choices={[
          { value: 'counts', label: 'Rows' },
          { value: 'row', label: '% of actual' },
          { value: 'column', label: '% of predicted' }
        ]}
        onChange={setMode}
      />
      {note && <p className="ph-muted">{note}</p>}
      {many && (
        <Chart
          label={`Confusion matrix of ${matrix.labels.length} classes`}
          draw={draw}
          host={host}
          exportName={`${jobName}-confusion`}
        />
      )}
      <MatrixTable matrix={shown} mode={mode} locale={locale} isPart={many} />
      {matrix.labels.length > 2 && (
        <div className="ph-Columns ph-Tall">
          <ClassTable matrix={matrix} locale={locale} />
          <MistakeTable matrix={matrix} locale={locale} />
        </div>
      )}
    </section>
  );
}

interface MatrixRow {
  index: number;
  actual: string;
}

function MatrixTable({
  matrix,
  mode,
  locale,
  isPart
}: {
  matrix: ConfusionMatrix;
  mode: CellMode;
  locale: string;
  isPart: boolean;
}): ReactElement {
  const { actual, predicted } = totals(matrix);
  const shares = cells(matrix, mode === 'counts' ? 'row' : mode);
  const text = (i: number, j: number): string => {
    const count = matrix.counts[i]?.[j];
    if (count === undefined) {
      return '–';
    }
    const share = shares[i]?.[j] ?? NaN;
    const shown = short(count, locale);
    // A share of nothing is nothing: most cells of many classes.
    return Number.isNaN(share) || mode === 'counts' || count === 0
      ? shown
      : `${shown} (${percentText(share, locale)})`;
  };
  const columns: Column<MatrixRow>[] = [
    {
      id: 'actual',
      header: 'Actual \\ predicted',
      rowHeader: true,
      sortable: false,
      value: row => row.actual,
      cell: row => <MiddleEllipsis text={row.actual} />
    },
    ...matrix.labels.map((label, j): Column<MatrixRow> => ({
      id: `predicted:${j}`,
      header: label,
      numeric: true,
      sortable: false,
      value: row => matrix.counts[row.index]?.[j],
      cell: row => {
        const share = shares[row.index]?.[j] ?? 0;
        return (
          <span
            className={classes('ph-Shade', matrix.counts[row.index]?.[j] === 0 && 'ph-muted')}
            style={{ '--ph-share': Number.isNaN(share) ? 0 : share } as CSSProperties}
          >
            {row.index === j ? <strong>{text(row.index, j)}</strong> : text(row.index, j)}
          </span>
        );
      }
    })),
    {
      id: 'rows',
      header: 'Rows',
      numeric: true,
      sortable: false,
      value: row => actual[row.index]
    }
  ];
  const empty = actual.flatMap((count, i) => (count === 0 ? [matrix.labels[i] as string] : []));
  const unseen = predicted.flatMap((count, i) => (count === 0 ? [matrix.labels[i] as string] : []));
  return (
    <div className="ph-Compact ph-Confusion">
      <Table
        label="Confusion matrix"
        caption={
          `Confusion matrix: rows are the actual classes, columns the predicted ones` +
          `${isPart ? '; the most frequent classes, the others as one' : ''}.` +
          `${empty.length > 0 ? ` Without validation data: ${empty.join(', ')}.` : ''}` +
          `${unseen.length > 0 ? ` Never predicted: ${unseen.join(', ')}.` : ''}`
        }
        columns={columns}
        rows={matrix.labels.map((label, index) => ({ index, actual: label }))}
        rowKey={row => String(row.index)}
        locale={locale}
      />
    </div>
  );
}

function ClassTable({ matrix, locale }: { matrix: ConfusionMatrix; locale: string }): ReactElement {
  const rows = useMemo(() => classQuality(matrix), [matrix]);
  const share = (id: 'precision' | 'recall' | 'f1', header: string): Column<ClassQuality> => ({
    id,
    header,
    numeric: true,
    value: row => row[id],
    cell: row => (Number.isNaN(row[id]) ? '–' : percentText(row[id], locale, 1))
  });
  return (
    <Table
      label="Quality by class"
      caption="How well each class is told from the others."
      columns={[
        {
          id: 'label',
          header: 'Class',
          rowHeader: true,
          value: row => row.label,
          cell: row => <MiddleEllipsis text={row.label} />
        },
        { id: 'rows', header: 'Rows', numeric: true, value: row => row.rows },
        share('precision', 'Precision'),
        share('recall', 'Recall'),
        share('f1', 'F1')
      ]}
      rows={rows}
      rowKey={row => row.label}
      defaultSort={{ column: 'recall', order: 'ascending' }}
      locale={locale}
    />
  );
}

function MistakeTable({
  matrix,
  locale
}: {
  matrix: ConfusionMatrix;
  locale: string;
}): ReactElement {
  const rows = useMemo(() => confusions(matrix), [matrix]);
  const name = (id: 'actual' | 'predicted', header: string): Column<Confusion> => ({
    id,
    header,
    rowHeader: id === 'actual',
    value: row => row[id],
    cell: row => <MiddleEllipsis text={row[id]} />
  });
  return (
    <Table
      label="Most frequent mistakes"
      caption="Most frequent mistakes."
      columns={[
        name('actual', 'Actual'),
        name('predicted', 'Taken for'),
        { id: 'count', header: 'Rows', numeric: true, value: row => row.count },
        {
          id: 'share',
          header: '% of actual',
          numeric: true,
          value: row => row.share,
          cell: row => percentText(row.share, locale, 1)
        }
      ]}
      rows={rows}
      rowKey={row => `${row.actual}\n${row.predicted}`}
      locale={locale}
      empty="No row was taken for another class."
    />
  );
}
