/** Puts the files of one report together into an {@link TabularExplanation}. Pure. */
import type { GlobalAnalysis } from './formats/analysis';
import type { AnalysisConfig } from './formats/analysisConfig';
import type { Baseline } from './formats/baseline';
import type { LocalValues } from './formats/localValues';
import type { DataTable } from './formats/table';
import type {
  Aggregation,
  ExplanationUnit,
  FeatureColumn,
  FormatName,
  TabularExplanation
} from './model';

/** Values of `agg_method`. */
const AGGREGATIONS: readonly Aggregation[] = ['mean_abs', 'mean_sq', 'median'];

export interface Pieces {
  /** Where the files are, for the user. */
  source: string;
  analysis?: GlobalAnalysis;
  local?: LocalValues;
  baseline?: Baseline;
  config: AnalysisConfig;
  data?: DataTable;
  predictions?: DataTable;
  /** As the API names it. */
  problemType?: string;
  /** Formats that went into it, if the files of one report are shown as one. */
  joined?: FormatName[];
  warnings: string[];
}

/** At least one of `analysis` and `local` must be there. */
export function assemble(pieces: Pieces): TabularExplanation {
  const { analysis, local, baseline, config } = pieces;
  const warnings = [
    ...(analysis?.warnings ?? []),
    ...(local?.warnings ?? []),
    ...(pieces.data?.warnings ?? []),
    ...pieces.warnings
  ];
  const labels = analysis?.labels ?? local?.labels ?? [];
  const features = local?.features ?? analysis?.features ?? [];
  const records = local?.records ?? 0;
  if (!local && config.saveLocal === false) {
    warnings.push('The values of single records were not saved when this explanation was made.');
  }
  const unit = unitOf(pieces, labels);
  const aggregation = AGGREGATIONS.find(known => known === config.aggregation);
  if (config.aggregation !== undefined && !aggregation) {
    warnings.push(
      `The global values were made in a way that is not known here (agg_method ` +
        `${config.aggregation.slice(0, 60)}); they are shown as they are.`
    );
  }
  const table = pieces.data && byKey(pieces.data, local?.joinKey, config.joinColumn);
  const data = joinData(table, features, records, warnings);
  const actual = joinActual(table, config.label, features, records);
  const predictions = joinPredictions(pieces.predictions, labels, records, warnings);
  return {
    kind: 'tabular',
    labels,
    features,
    records,
    values: local ? labelOrder(local, labels) : new Float64Array(0),
    ...(analysis ? { global: globalOf(analysis, features) } : {}),
    ...(aggregation ? { aggregation } : {}),
    base: analysis?.base ?? labels.map(() => null),
    unit,
    ...(data ? { data } : {}),
    ...(predictions ? { predictions } : {}),
    ...(actual ? { actual } : {}),
    ...(analysis?.tokens ? { globalTokens: analysis.tokens } : {}),
    ...(local?.joinKey ? { recordIds: local.joinKey } : {}),
    ...(baseline ? { baseline: byName(baseline.features, baseline.values, features) } : {}),
    ...(baseline ? { baselineRows: baseline.rows } : {}),
    meta: {
      format: local ? 'F5' : 'F2',
      ...(pieces.joined ? { joined: pieces.joined } : {}),
      source: pieces.source,
      method: config.method,
      warnings
    }
  };
}

function unitOf({ config, problemType }: Pieces, labels: readonly string[]): ExplanationUnit {
  if (config.unit !== undefined) {
    return config.unit;
  }
  if (config.useLogit) {
    return 'log-odds';
  }
  if (problemType === 'Regression') {
    return 'target';
  }
  const classes = config.labelHeaders ?? [];
  if (problemType !== undefined || (classes.length > 1 && labels.some(l => classes.includes(l)))) {
    return 'probability';
  }
  return labels.length === 1 && labels[0] === config.label ? 'target' : 'unknown';
}

/** Values of the local file in the order of `labels`; labels it lacks are NaN. */
function labelOrder(local: LocalValues, labels: readonly string[]): Float64Array {
  if (local.labels.join('\u0000') === labels.join('\u0000')) {
    return local.values;
  }
  const size = local.records * local.features.length;
  const values = new Float64Array(labels.length * size).fill(NaN);
  labels.forEach((label, to) => {
    const from = local.labels.indexOf(label);
    if (from >= 0) {
      values.set(local.values.subarray(from * size, (from + 1) * size), to * size);
    }
  });
  return values;
}

function globalOf(analysis: GlobalAnalysis, features: readonly string[]): Float64Array {
  const position = new Map(analysis.features.map((name, index) => [name, index]));
  const width = features.length;
  return Float64Array.from({ length: analysis.labels.length * width }, (_, i) => {
    const from = position.get(features[i % width] as string);
    const label = Math.floor(i / width);
    return from === undefined
      ? NaN
      : (analysis.values[label * analysis.features.length + from] as number);
  });
}

function byName(
  names: readonly string[],
  values: FeatureColumn,
  features: readonly string[]
): FeatureColumn {
  const position = new Map(names.map((name, index) => [name, index]));
  return features.map(feature => values[position.get(feature) ?? -1] ?? null);
}

/**
 * The rows of the data set in the order of the records, where both have the join key; the table
 * as it is where they do not.
 */
function byKey(
  table: DataTable,
  keys: readonly string[] | undefined,
  column: string | undefined
): DataTable {
  const names = column === undefined ? undefined : table.columns[table.headers.indexOf(column)];
  if (!keys || !names) {
    return table;
  }
  const rows = new Map(names.map((name, row) => [String(name), row]));
  const order = keys.map(key => rows.get(key.trim()) ?? rows.get(String(Number(key))) ?? -1);
  return {
    ...table,
    rows: keys.length,
    columns: table.columns.map(cells => order.map(row => cells[row] ?? null))
  };
}

function joinData(
  table: DataTable | undefined,
  features: readonly string[],
  records: number,
  warnings: string[]
): FeatureColumn[] | undefined {
  if (!table || records === 0) {
    return undefined;
  }
  if (table.rows !== records) {
    warnings.push(
      `Feature values are not shown: the data set has ${table.rows} rows, ` +
        `the explanation ${records} records.`
    );
    return undefined;
  }
  const position = new Map(table.headers.map((name, index) => [name, index]));
  const missing = features.filter(feature => !position.has(feature));
  if (missing.length === features.length) {
    warnings.push('Feature values are not shown: the data set has none of the features.');
    return undefined;
  }
  if (missing.length > 0) {
    warnings.push(`The data set lacks ${missing.length} features, e.g. ${missing[0]}.`);
  }
  return features.map(
    feature => table.columns[position.get(feature) ?? -1] ?? new Array<null>(records).fill(null)
  );
}

/** The true answers: the column of the data set that the configuration names as the label. */
function joinActual(
  table: DataTable | undefined,
  label: string | undefined,
  features: readonly string[],
  records: number
): FeatureColumn | undefined {
  if (!table || label === undefined || table.rows !== records || features.includes(label)) {
    return undefined;
  }
  return table.columns[table.headers.indexOf(label)];
}

function joinPredictions(
  table: DataTable | undefined,
  labels: readonly string[],
  records: number,
  warnings: string[]
): Float64Array | undefined {
  if (!table || records === 0) {
    return undefined;
  }
  if (table.rows !== records) {
    warnings.push(`Predictions are not shown: ${table.rows} rows for ${records} records.`);
    return undefined;
  }
  const named = labels.map(label => table.headers.indexOf(label));
  const columns =
    named.every(index => index >= 0) || table.headers.length !== labels.length
      ? named
      : labels.map((_, index) => index);
  if (columns.some(index => index < 0)) {
    warnings.push('Predictions are not shown: the file has no column for each label.');
    return undefined;
  }
  const values = new Float64Array(labels.length * records).fill(NaN);
  columns.forEach((column, label) => {
    table.columns[column]?.forEach((value, record) => {
      if (typeof value === 'number') {
        values[label * records + record] = value;
      }
    });
  });
  return values;
}
