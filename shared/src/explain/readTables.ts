/** The CSV files of a report: local values (F5), baseline (F12), and tables that go with them. */
import { rethrowCancelled, listed } from './survey';
import { pieces, readText, type Progress } from './content';
import { assemble } from './assemble';
import { locate, type ExplanationFolder, type ReadOptions } from './folder';
import { baselineExplanation, baselineOf, withHeader } from './formats/baseline';
import type { FormatName } from './model';
import { groupParts, isInner, isPart } from './parts';
import { sourceOf } from './readSamples';
import type { ReportResult } from './read';
import type { GlobalAnalysis } from './formats/analysis';
import { csvRecords } from './formats/csv';
import type { FoundFile } from './formats/format';
import { isRecord, type ColumnHints } from './formats/columnPlan';
import { commonLabel, inferLabels } from './formats/inferLabels';
import { LocalValuesReader, type LocalValues } from './formats/localValues';
import { readTable, type DataTable } from './formats/table';
import { baseName } from '../aws/source';
import { AwsError } from '../aws/errors';
import type { Report } from './reports';

/** Local values beyond this many bytes are not read; the explanation says so. */
export const MAX_LOCAL = 512 * 1024 * 1024;
/** As {@link MAX_LOCAL}: short numbers take more room in memory than in the file. */
const MAX_VALUES = 80_000_000;
/** Feature values beyond this are not read; the explanation says so. */
const MAX_DATA = 64 * 1024 * 1024;

export interface ReportTables {
  /** Local values: the parts of each in name order. */
  local: LocalParts[];
  /** The one of the report first. */
  baselines: FoundFile[];
  data?: FoundFile;
  predictions?: FoundFile;
  /** Tables that are none of these, with the header. */
  others: { file: FoundFile; header: string[] }[];
}

interface LocalParts {
  files: FoundFile[];
  /** Header that most of the parts have; absent: none has one. */
  header?: string[];
}

interface Table {
  file: FoundFile;
  source: string;
  header: string[];
  first: string[] | undefined;
  /** Nothing of it was read yet. */
  unseen: boolean;
}

/** Tell the tables of a report apart by their headers; names decide only what these leave open. */
export function sortTables(report: Report, analysis: GlobalAnalysis | undefined): ReportTables {
  const tables: ReportTables = { local: [], baselines: [], others: [] };
  const named = (base: string, uri: string | undefined, name: string): boolean =>
    base === name || (uri !== undefined && uri.slice(uri.lastIndexOf('/') + 1) === base);
  const { config } = report;
  // The file with the baseline's name comes first if several have its columns.
  const byName = [...report.tables].sort(
    (a, b) => Number(/baseline/i.test(b.file.path)) - Number(/baseline/i.test(a.file.path))
  );
  const isThis = new Set<FoundFile>();
  for (const { file, head } of byName) {
    const { header } = tableOf(file, head);
    const base = baseName(file.path);
    const inner = isInner(file.source);
    if (!inner && named(base, config.datasetUri, 'dataset.csv')) {
      tables.data = file;
    } else if (!inner && named(base, config.predictionsUri, 'predictions.csv')) {
      tables.predictions = file;
    } else if (
      base !== 'out.csv' &&
      (isNamedBaseline(header, base, analysis) ||
        (tables.baselines.length === 0 && hasFeatures(header, analysis)))
    ) {
      tables.baselines.push(file);
    } else {
      continue;
    }
    isThis.add(file);
  }
  const rest = report.tables
    .filter(({ file }) => !isThis.has(file))
    .map(({ file, head }) => tableOf(file, head));
  for (const group of groupParts(rest)) {
    if (group.some(table => isLocal(table, analysis))) {
      const header = usualHeader(group, analysis);
      tables.local.push({ files: group.map(({ file }) => file), ...(header ? { header } : {}) });
    } else {
      tables.others.push(...group);
    }
  }
  // The values of the report itself come first; any other table stands for itself.
  const fit = ({ files, header = [] }: LocalParts): number =>
    Number(fits(header, analysis) > 0) + Number(files.some(({ source }) => isPart(source)));
  tables.local.sort((a, b) => fit(b) - fit(a));
  return tables;
}

function tableOf(file: FoundFile, head: string): Table {
  const [header = [], first] = csvRecords(head.slice(0, head.lastIndexOf('\n') + 1 || undefined));
  return { file, source: file.source, header, first, unseen: head === '' };
}

/** The header that most parts have, whatever its order; parts may lack it, or be none. */
function usualHeader(
  parts: readonly Table[],
  analysis: GlobalAnalysis | undefined
): string[] | undefined {
  const counts = new Map<string, number>();
  const keyOf = (header: readonly string[]): string => [...header].sort().join('\u0000');
  const headers = parts.map(({ header }) => header).filter(h => h.length > 0 && !isRecord(h));
  const labelled = headers.filter(h => fits(h, analysis) > 0);
  const candidates =
    labelled.length > 0 || parts.length === 1
      ? headers.filter(h => labelled.length === 0 || labelled.includes(h))
      : headers.filter(h => inferLabels(h).length > 0);
  candidates.forEach(h => counts.set(keyOf(h), (counts.get(keyOf(h)) ?? 0) + 1));
  const most = Math.max(...counts.values());
  return candidates.find(h => counts.get(keyOf(h)) === most) ?? headers[0];
}

function isNamedBaseline(
  header: readonly string[],
  base: string,
  analysis: GlobalAnalysis | undefined
): boolean {
  return /baseline/i.test(base) && fits(header, analysis) <= header.length / 2;
}

/** Half of the features at least, and nothing else. */
function hasFeatures(header: readonly string[], analysis: GlobalAnalysis | undefined): boolean {
  const known = new Set(analysis?.features);
  return known.size > 0 && header.length * 2 >= known.size && header.every(name => known.has(name));
}

/** Columns that end in a label of the analysis. */
function fits(header: readonly string[], analysis: GlobalAnalysis | undefined): number {
  const labels = analysis?.labels ?? [];
  return header.filter(name => labels.some(label => name.endsWith(`_${label}`))).length;
}

/** Cells that may stand where a number is missing. */
const MISSING = /^\s*(nan|null|none|[+-]?inf(inity)?|)\s*$/i;

function isLocal({ file, header, first, unseen }: Table, analysis?: GlobalAnalysis): boolean {
  if (isInner(file.source) || baseName(file.path) === 'out.csv') {
    return true;
  }
  const fitting = fits(header, analysis);
  if (unseen || (fitting > 0 && fitting >= header.length - 1)) {
    return !unseen;
  }
  const values = (first ?? []).filter(
    cell => MISSING.test(cell) || Number.isFinite(Number(cell))
  ).length;
  const labels = inferLabels(header);
  if (!first) {
    // Without records the names of the columns are all there is.
    return header.length > 1 && commonLabel(header) !== undefined;
  }
  const isAlone = header.length > 1 || /^label\d+$/.test(labels[0] ?? '');
  return isAlone && labels.length > 0 && values >= header.length - 1;
}

/** Read all parts of `out.csv` piece by piece. A part that does not fit is named and left out. */
export async function readLocal(
  files: readonly FoundFile[],
  hints: ColumnHints,
  progress: Progress,
  { signal }: ReadOptions
): Promise<LocalValues> {
  const source = sourceOf(files);
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const reader = new LocalValuesReader(source, hints, Math.min(total, MAX_LOCAL));
  const unread: string[] = [];
  let read = 0;
  for (const file of files) {
    if (files.length > 1) {
      reader.nextPart(baseName(file.path));
    }
    try {
      const left = MAX_LOCAL - read;
      for await (const bytes of pieces(file.bytes, file.size, left, progress, signal)) {
        reader.push(bytes);
        read += bytes.length;
        if (reader.valueCount >= MAX_VALUES) {
          break;
        }
      }
    } catch (error) {
      rethrowCancelled(error);
      unread.push(`${file.source} (${AwsError.from(error).message})`);
    }
    if (read >= MAX_LOCAL || reader.valueCount >= MAX_VALUES) {
      break;
    }
  }
  const full = read >= MAX_LOCAL || reader.valueCount >= MAX_VALUES;
  const cut = full && read < total;
  const local = cut ? reader.endCut() : reader.end();
  if (cut) {
    const guess = Math.round((local.records * total) / read);
    local.warnings.push(
      `${source}: ${local.records} of about ${guess} records were read; the limit is ` +
        `${MAX_LOCAL / 1024 / 1024} MB or ${MAX_VALUES / 1e6} million values.`
    );
  }
  local.warnings.push(...listed(unread, 'could not be read'));
  return local;
}

/** A table that stands beside the values. Without it the explanation is still worth showing. */
export async function readSide(
  folder: ExplanationFolder,
  file: FoundFile | undefined,
  uri: string | undefined,
  warnings: string[],
  progress: Progress,
  { signal }: ReadOptions
): Promise<DataTable | undefined> {
  // The configuration of a real job may name the whole training set: take the file beside the
  // report when there is one.
  const outside = uri !== undefined && /\.csv$/i.test(uri) ? folder.resolve(uri) : undefined;
  const bytes = file?.bytes ?? outside;
  const place = file?.source ?? uri ?? '';
  if (!bytes) {
    return undefined;
  }
  try {
    const size = file?.size ?? (await bytes.stat()).size;
    if (size > MAX_DATA) {
      warnings.push(`${place}: too large to show feature values.`);
      return undefined;
    }
    return readTable((await readText(bytes, size, MAX_DATA, progress, signal)).text, place);
  } catch (error) {
    rethrowCancelled(error);
    const failure = AwsError.from(error);
    if (
      file ||
      (failure.code !== 'NotFound' && failure.code !== 'NoSuchKey' && failure.status !== 404)
    ) {
      warnings.push(`${place} could not be read: ${failure.message}`);
    }
    return undefined;
  }
}

/** Global values of a report, and the file that holds them. */
export interface KnownGlobals {
  analysis: GlobalAnalysis;
  source: string;
}

function hintsOf(
  analysis: GlobalAnalysis | undefined,
  features: readonly string[] | undefined,
  header: readonly string[] | undefined
): ColumnHints {
  if (!analysis) {
    return { features, header };
  }
  const width = analysis.features.length;
  const absent = analysis.labels.flatMap((label, l) =>
    analysis.features
      .filter((_, f) => Number.isNaN(analysis.values[l * width + f]))
      .map(feature => `${feature}_${label}`)
  );
  const { labels } = analysis;
  return { labels, features: analysis.features, absent: new Set(absent), header };
}

/** True if local values are those of an analysis: its labels, and at least half its features. */
function belongs(local: LocalValues, { labels, features }: GlobalAnalysis): boolean {
  const known = new Set(features);
  const same = local.features.filter(feature => known.has(feature)).length;
  return (
    local.labels.some(label => labels.includes(label)) &&
    (features.length === 0 || same * 2 >= local.features.length)
  );
}

/** The explanations made of a report's tables. */
export async function readReportTables(
  folder: ExplanationFolder,
  report: Report,
  known: KnownGlobals | undefined,
  progress: Progress,
  options: ReadOptions
): Promise<ReportResult & { usesGlobal: boolean; others: ReportTables['others'] }> {
  const joined = options.joined !== false;
  const { config } = report;
  const tables = sortTables(report, known?.analysis);
  const result = {
    explanations: [] as ReportResult['explanations'],
    problems: [] as string[],
    unknown: [] as string[],
    others: tables.others,
    usesGlobal: false
  };
  const warnings: string[] = [];
  const side = (file: FoundFile | undefined, uri?: string): Promise<DataTable | undefined> =>
    readSide(folder, file, uri, warnings, progress, options);
  const baselines: { table: DataTable; source: string }[] = [];
  for (const file of tables.baselines) {
    const table = await side(file);
    if (table) {
      baselines.push({ table: withHeader(table, known?.analysis.features), source: file.source });
    }
  }
  const baseline = baselines[0] ? baselineOf(baselines[0].table) : undefined;
  const locals: { values: LocalValues; source: string }[] = [];
  for (const { files, header } of tables.local) {
    const hints = hintsOf(known?.analysis, baseline?.features, header);
    try {
      const values = await readLocal(files, hints, progress, options);
      locals.push({ values, source: sourceOf(files) });
    } catch (error) {
      rethrowCancelled(error);
      result.problems.push((error as Error).message);
    }
  }
  // Records under labels that the analysis does not have are an explanation of their own.
  const isOwn = ({ values }: (typeof locals)[number]): boolean =>
    known !== undefined && !belongs(values, known.analysis);
  const main = locals.find(local => !isOwn(local));
  if (main || (joined && known && baseline)) {
    const data = main ? await side(tables.data, config.datasetUri) : undefined;
    const predictions = main ? await side(tables.predictions, config.predictionsUri) : undefined;
    const parts: FormatName[] = [
      ...(known ? (['F2'] as const) : []),
      ...(main ? (['F5'] as const) : []),
      ...(baseline ? (['F12'] as const) : [])
    ];
    result.usesGlobal = joined && known !== undefined;
    const whole = locate(folder, report.root).replace(/\/+$/, '');
    result.explanations.push(
      assemble({
        source: joined && parts.length > 1 ? whole : (main?.source ?? whole),
        analysis: known?.analysis,
        local: main?.values,
        baseline,
        config,
        data,
        predictions,
        problemType: options.problemType,
        ...(joined && parts.length > 1 ? { joined: parts } : {}),
        warnings
      })
    );
  }
  for (const { values, source } of locals.filter(local => local !== main)) {
    result.explanations.push(assemble({ source, local: values, config: {}, warnings: [] }));
  }
  // The first baseline is part of what it was used for.
  const apart = joined && (main ?? known) ? baselines.slice(1) : baselines;
  for (const { table, source } of apart) {
    result.explanations.push(baselineExplanation(table, source));
  }
  return result;
}
