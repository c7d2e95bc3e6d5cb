/** The numbers of an explanation as tables for people, bounded. */
import type {
  BaselineExplanation,
  BiasExplanation,
  Explanation,
  ImageExplanation,
  PdpExplanation,
  SeriesExplanation,
  TabularExplanation,
  TextExplanation
} from '../model';
import { globalValues, orderBySize } from '../order';

export interface ReportTable {
  title: string;
  columns: { name: string; numeric?: boolean }[];
  rows: (string | number | null)[][];
  /** Rows beyond those given. */
  omitted?: number;
}

/** Rows of one table. */
const MAX_ROWS = 500;
/** Features of the table of records, strongest first. */
const MAX_COLUMNS = 30;
const MAX_LABELS = 20;

const text = (name: string): { name: string } => ({ name });
const number = (name: string): { name: string; numeric: boolean } => ({ name, numeric: true });
/** Digits beyond these say nothing to a reader; CSV exports have them all. */
const digits = (value: number | undefined): number | string | null =>
  value === undefined || Number.isNaN(value)
    ? null
    : Number.isFinite(value)
      ? Number(value.toPrecision(6))
      : value > 0
        ? '∞'
        : '−∞';

/** @returns no tables for what has no numbers, such as reports */
export function explanationTables(e: Explanation): ReportTable[] {
  switch (e.kind) {
    case 'tabular':
      return tabular(e);
    case 'text':
      return texts(e);
    case 'image':
      return [images(e)];
    case 'series':
      return series(e);
    case 'pdp':
      return curves(e);
    case 'bias':
      return bias(e);
    case 'violations':
      return [
        bounded({
          title: 'Violations',
          columns: ['Subject', 'Metric', 'Check', 'Description'].map(text),
          rows: e.violations.map(v => [v.subject, v.metric ?? null, v.check, v.description])
        })
      ];
    case 'baseline':
      return [baseline(e)];
    case 'report':
      return [
        {
          title: 'Files of the report',
          columns: [text('Type'), text('Place')],
          rows: e.files.map(({ type, uri }) => [type, uri])
        }
      ];
    case 'raw':
      return [
        bounded({
          title: e.title,
          columns: [text('JSON')],
          rows: (JSON.stringify(e.json, undefined, 2) ?? '').split('\n').map(line => [line])
        })
      ];
  }
}

function bounded(table: ReportTable): ReportTable {
  const rows = table.rows.slice(0, MAX_ROWS);
  return { ...table, rows, omitted: table.rows.length - rows.length };
}

function tabular(e: TabularExplanation): ReportTable[] {
  const labels = e.labels.slice(0, MAX_LABELS);
  const width = e.features.length;
  const perLabel = labels.map((_, label) => globalValues(e, label));
  const order = orderBySize([...(perLabel[0] ?? [])]);
  const importance = bounded({
    title: 'Importance of features',
    columns: [text('Feature'), ...labels.map(number)],
    rows: order.map(f => [e.features[f] ?? '', ...perLabel.map(values => digits(values[f]))])
  });
  const base: ReportTable = {
    title: 'Base',
    columns: [text('Output'), number('Prediction of the baseline')],
    rows: labels.map((label, index) => [label, digits(e.base[index] ?? undefined)])
  };
  const shown = order.slice(0, MAX_COLUMNS);
  const records = labels.map((label, l) => ({
    title: `Contributions to ${label}${width > MAX_COLUMNS ? ` (strongest ${MAX_COLUMNS})` : ''}`,
    columns: [number('Record'), ...shown.map(f => number(e.features[f] ?? ''))],
    rows: Array.from({ length: Math.min(e.records, MAX_ROWS) }, (_, r) => [
      (e.recordIndices?.[r] ?? r) + 1,
      ...shown.map(f => digits(e.values[(l * e.records + r) * width + f]))
    ]),
    omitted: Math.max(0, e.records - MAX_ROWS)
  }));
  return [base, importance, ...(e.records > 0 ? records : [])];
}

function texts(e: TextExplanation): ReportTable[] {
  const labels = e.labels.length > 0 ? e.labels.slice(0, MAX_LABELS) : ['Contribution'];
  const rows = e.items.flatMap((item, record) =>
    item.parts.flatMap(part =>
      part.units.map((unit, index) => [
        record + 1,
        part.feature,
        unit.text,
        ...labels.map((_, l) => digits(e.values[part.first + l * part.units.length + index]))
      ])
    )
  );
  const columns = [number('Record'), text('Column'), text('Text'), ...labels.map(number)];
  return [bounded({ title: 'Contributions of texts', columns, rows })];
}

function images(e: ImageExplanation): ReportTable {
  return bounded({
    title: 'Pictures',
    columns: [text('Name'), text('Predicted'), number('Confidence'), text('Maps')],
    rows: e.items.map(item => [
      item.name,
      item.predictedLabel ?? null,
      digits(item.probability),
      item.maps.map(({ uri }) => uri).join(', ')
    ])
  });
}

function series(e: SeriesExplanation): ReportTable[] {
  return e.items.slice(0, 10).map(item => {
    const steps = Array.from({ length: item.horizon }, (_, step) => step);
    return bounded({
      title: `Contributions to the forecast of ${item.id}`,
      columns: [text('Series'), text('Time'), ...steps.map(step => number(`Step ${step + 1}`))],
      rows: [
        ['Baseline forecast', null, ...steps.map(step => digits(item.offset[step]))],
        ...item.entries.map(({ feature, timestamp }, index) => [
          e.features[feature] ?? '',
          timestamp ?? null,
          ...steps.map(step => digits(e.values[item.first + index * item.horizon + step]))
        ])
      ]
    });
  });
}

function curves(e: PdpExplanation): ReportTable[] {
  return e.curves.map(curve => {
    const size = curve.grid.length;
    const labels = curve.labels.slice(0, MAX_LABELS);
    return bounded({
      title: `Partial dependence on ${curve.feature}`,
      columns: [text('Value'), number('Share of rows'), ...labels.map(number)],
      rows: curve.grid.map((at, point) => [
        at,
        digits(curve.distribution[point]),
        ...labels.map((_, l) => digits(e.values[curve.first + l * size + point]))
      ])
    });
  });
}

function bias(e: BiasExplanation): ReportTable[] {
  return e.sections.flatMap(section =>
    section.facets.map(({ facet, group, metrics }) => ({
      title: `${section.stage === 'pre-training' ? 'Before' : 'After'} training: ${facet} = ${group}`,
      columns: [text('Metric'), text('Name'), number('Value'), text('Note')],
      rows: metrics.map(metric => [
        metric.name,
        metric.description,
        digits(metric.value ?? undefined),
        metric.error ?? null
      ])
    }))
  );
}

function baseline(e: BaselineExplanation): ReportTable {
  return bounded({
    title: 'Baseline',
    columns: e.features.map(text),
    rows: Array.from({ length: e.records }, (_, row) => e.data.map(column => column[row] ?? null))
  });
}
