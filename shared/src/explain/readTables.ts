/** The CSV files of a report: local values (F5), baseline (F12), and tables that go with them. */
import { rethrowCancelled, listed } from './survey';
import { pieces, readText, type Progress } from './content';
import { assemble } from './assemble';
import { locate, type ExplanationFolder, type ReadOptions } from './folder';
import { baselineExplanation, baselineOf } from './formats/baseline';
import type { FormatName } from './model';
import { sourceOf } from './readSamples';
import type { ReportResult } from './read';
import type { GlobalAnalysis } from './formats/analysis';
import { csvRecords } from './formats/csv';
import type { FoundFile } from './formats/format';
import { inferLabels } from './formats/columnPlan';
import { LocalValuesReader, type LocalValues } from './formats/localValues';
import { readTable, type DataTable } from './formats/table';
import { AwsError } from '../aws/errors';
import type { Report } from './reports';

/** Local values beyond this many bytes are not read; the explanation says so. */
export const MAX_LOCAL = 512 * 1024 * 1024;
/** Feature values beyond this are not read; the explanation says so. */
const MAX_DATA = 64 * 1024 * 1024;

export interface ReportTables {
  /** Parts of the local values in name order. */
  local: FoundFile[];
  baseline?: FoundFile;
  data?: FoundFile;
  predictions?: FoundFile;
  /** Tables that are none of these, with the header. */
  others: { file: FoundFile; header: string[] }[];
}

/** Tell the tables of a report apart by their headers; names decide only what these leave open. */
export function sortTables(report: Report, analysis: GlobalAnalysis | undefined): ReportTables {
  const tables: ReportTables = { local: [], others: [] };
  const named = (path: string, uri: string | undefined, name: string): boolean => {
    const base = path.slice(path.lastIndexOf('/') + 1);
    return base === name || (uri !== undefined && uri.slice(uri.lastIndexOf('/') + 1) === base);
  };
  // The file with the baseline's name comes first if several have its columns.
  const inOrder = [...report.tables].sort(
    (a, b) => Number(/baseline/i.test(b.file.path)) - Number(/baseline/i.test(a.file.path))
  );
  for (const { file, head } of inOrder) {
    const [header = [], first] = csvRecords(head.slice(0, head.lastIndexOf('\n') + 1 || undefined));
    const base = file.path.slice(file.path.lastIndexOf('/') + 1);
    const inner = /(^|\/)(explanations_shap|out\.csv)(\/|$)/.test(file.path);
    if (!inner && named(file.path, report.config.datasetUri, 'dataset.csv')) {
      tables.data = file;
    } else if (!inner && named(file.path, report.config.predictionsUri, 'predictions.csv')) {
      tables.predictions = file;
    } else if (base !== 'out.csv' && isBaseline(header, base, analysis)) {
      if (tables.baseline) {
        tables.others.push({ file, header });
      } else {
        tables.baseline = file;
      }
    } else if (isLocal(header, first, base, inner || head === '', analysis)) {
      tables.local.push(file);
    } else {
      tables.others.push({ file, header });
    }
  }
  return tables;
}

/** By its columns; without an analysis, by its name. */
function isBaseline(
  header: readonly string[],
  base: string,
  analysis: GlobalAnalysis | undefined
): boolean {
  const known = new Set(analysis?.features);
  if (known.size > 0) {
    return header.length * 2 >= known.size && header.every(name => known.has(name));
  }
  return /baseline/i.test(base);
}

function isLocal(
  header: readonly string[],
  first: readonly string[] | undefined,
  base: string,
  inner: boolean,
  analysis: GlobalAnalysis | undefined
): boolean {
  if (inner || base === 'out.csv') {
    return true;
  }
  const labels = analysis?.labels ?? [];
  const fits = header.filter(name => labels.some(label => name.endsWith(`_${label}`))).length;
  if (labels.length > 0) {
    return fits > 0 && fits >= header.length - 1;
  }
  const numbers = (first ?? []).filter(cell => cell !== '' && Number.isFinite(Number(cell))).length;
  return header.length > 1 && inferLabels(header).length > 0 && numbers >= header.length - 1;
}

/** Read all parts of `out.csv` piece by piece. A part that does not fit is named and left out. */
export async function readLocal(
  files: readonly FoundFile[],
  hints: { labels?: readonly string[]; features?: readonly string[] },
  progress: Progress,
  { signal }: ReadOptions
): Promise<LocalValues | undefined> {
  const first = files[0] as FoundFile;
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const reader = new LocalValuesReader(first.source, hints, Math.min(total, MAX_LOCAL));
  const unread: string[] = [];
  let read = 0;
  for (const file of files) {
    if (file !== first) {
      reader.nextPart(file.source);
    }
    try {
      const left = MAX_LOCAL - read;
      for await (const bytes of pieces(file.bytes, file.size, left, progress, signal)) {
        reader.push(bytes);
        read += bytes.length;
      }
    } catch (error) {
      rethrowCancelled(error);
      unread.push(`${file.source} (${AwsError.from(error).message})`);
    }
    if (read >= MAX_LOCAL) {
      break;
    }
  }
  const cut = read >= MAX_LOCAL && read < total;
  const local = cut ? reader.endCut() : reader.end();
  if (cut) {
    const guess = Math.round((local.records * total) / read);
    local.warnings.push(
      `${first.source}: ${local.records} of about ${guess} records were read; the limit is ` +
        `${MAX_LOCAL / 1024 / 1024} MB.`
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
  const baselineTable = await side(tables.baseline);
  const baseline = baselineTable ? baselineOf(baselineTable) : undefined;
  let local: LocalValues | undefined;
  if (tables.local.length > 0) {
    const features = known?.analysis.features ?? baseline?.features;
    const hints = { labels: known?.analysis.labels, features };
    try {
      local = await readLocal(tables.local, hints, progress, options);
    } catch (error) {
      rethrowCancelled(error);
      result.problems.push((error as Error).message);
    }
  }
  // Records under labels that the analysis does not have are an explanation of their own.
  const own = local && !local.labels.some(label => known?.analysis.labels.includes(label));
  const analysis = own && local ? undefined : known?.analysis;
  if (local || (joined && analysis && baseline)) {
    const data = local ? await side(tables.data, config.datasetUri) : undefined;
    const predictions = local ? await side(tables.predictions, config.predictionsUri) : undefined;
    const parts: FormatName[] = [
      ...(analysis ? (['F2'] as const) : []),
      ...(local ? (['F5'] as const) : []),
      ...(baseline ? (['F12'] as const) : [])
    ];
    result.usesGlobal = joined && analysis !== undefined;
    const whole = locate(folder, report.root).replace(/\/+$/, '');
    result.explanations.push(
      assemble({
        source: joined && parts.length > 1 ? whole : sourceOf(tables.local),
        analysis,
        local,
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
  if (baselineTable && (!joined || !(local ?? known))) {
    result.explanations.push(baselineExplanation(baselineTable, tables.baseline?.source ?? ''));
  }
  return result;
}
