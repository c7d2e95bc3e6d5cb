/** The one way from files to explanations: look at every file, group reports, read, join. */
import { assemble } from './assemble';
import { Progress } from './content';
import { locate, type ExplanationFolder, type ReadOptions } from './folder';
import { baselineExplanation, baselineOf } from './formats/baseline';
import { globalAnalysis } from './formats/analysis';
import type { ReadContext } from './formats/format';
import { isObject } from './formats/json';
import { documents as documentFormats } from './formats/registry';
import type { Explanation, FormatName } from './model';
import { newestOf, reportsOf, type Report } from './reports';
import { readLocal, readSide, sortTables } from './readTables';
import { readSamples } from './readSamples';
import { listed, rethrowCancelled, survey } from './survey';

export interface ReadResult {
  /** Report by report in the order of their paths. */
  explanations: Explanation[];
  /** What belongs to no explanation: files that nothing recognised or that could not be read. */
  problems: string[];
}

/**
 * Read everything in a folder that is an explanation.
 *
 * @throws AwsError if the folder cannot be listed; what is wrong with single files becomes
 * warnings of the explanation, or `problems`.
 */
export async function readFolder(
  folder: ExplanationFolder,
  options: ReadOptions = {}
): Promise<ReadResult> {
  const progress = new Progress(options.onProgress);
  const { entries: unsorted, truncated } = await folder.list(options.signal);
  const entries = [...unsorted].sort((a, b) => (a.path < b.path ? -1 : 1));
  const found = await survey(folder, entries, progress, options);
  const { problems } = found;
  if (truncated) {
    problems.push(`${folder.source}: only the first ${entries.length} files were looked at.`);
  }
  const all = reportsOf(found);
  const explanations: Explanation[] = [];
  const unknown: string[] = [];
  const single = entries.length === 1;
  for (const report of options.newest ? newestOf(all) : all) {
    const read = await readReport(folder, report, single, progress, options);
    explanations.push(...read.explanations);
    problems.push(...read.problems);
    unknown.push(...read.unknown);
  }
  problems.push(...listed(unknown, 'in no known format'));
  return { explanations, problems };
}

interface ReportResult extends ReadResult {
  /** Files that no format takes. */
  unknown: string[];
}

async function readReport(
  folder: ExplanationFolder,
  report: Report,
  single: boolean,
  progress: Progress,
  options: ReadOptions
): Promise<ReportResult> {
  const joined = options.joined !== false;
  const result: ReportResult = { explanations: [], problems: [], unknown: [] };
  const { config } = report;
  const contextOf = (source: string): ReadContext => ({
    source,
    config,
    problemType: options.problemType,
    ...(analysis ? { analysis: analysis.values } : {})
  });
  let analysis: { values: NonNullable<ReturnType<typeof globalAnalysis>>; at: string } | undefined;
  for (const { file, value, warnings } of report.analyses) {
    const values = isObject(value) ? globalAnalysis(value, file.source) : undefined;
    if (values && !analysis) {
      values.warnings.push(...warnings);
      analysis = { values, at: file.source };
    }
  }
  const tables = await readReportTables(folder, report, analysis, progress, options);
  for (const document of report.analyses) {
    const { file, value, warnings } = document;
    for (const format of documentFormats) {
      // Where the report's records are known, its global values are part of that explanation.
      if (format.name === 'F2' && joined && tables.usesGlobal && file.source === analysis?.at) {
        continue;
      }
      for (const explanation of format.read(value as Record<string, unknown>, contextOf(file.source))) {
        explanation.meta.warnings.push(...warnings);
        result.explanations.push(explanation);
      }
    }
  }
  result.explanations.push(...tables.explanations);
  result.problems.push(...tables.problems);
  const sampled = await readSamples(report, contextOf, single, progress, options);
  result.explanations.push(...sampled.explanations);
  result.problems.push(...sampled.problems);
  result.unknown.push(...sampled.unknown, ...tables.unknown);
  return result;
}

/** The explanation made of a report's tables. */
async function readReportTables(
  folder: ExplanationFolder,
  report: Report,
  analysis: { values: NonNullable<ReturnType<typeof globalAnalysis>>; at: string } | undefined,
  progress: Progress,
  options: ReadOptions
): Promise<ReportResult & { usesGlobal: boolean }> {
  const joined = options.joined !== false;
  const result = {
    explanations: [] as Explanation[],
    problems: [] as string[],
    unknown: [] as string[],
    usesGlobal: false
  };
  const tables = sortTables(report, analysis?.values);
  result.unknown.push(...tables.others.map(({ file }) => file.source));
  const warnings: string[] = [];
  const side = (file: typeof tables.data, uri: string | undefined) =>
    readSide(folder, file, uri, warnings, progress, options);
  const baselineTable = await side(tables.baseline, undefined);
  const baseline = baselineTable ? baselineOf(baselineTable) : undefined;
  let local: Awaited<ReturnType<typeof readLocal>>;
  if (tables.local.length > 0) {
    const features = analysis?.values.features ?? baseline?.features;
    try {
      local = await readLocal(
        tables.local,
        { labels: analysis?.values.labels, features },
        progress,
        options
      );
    } catch (error) {
      rethrowCancelled(error);
      result.problems.push((error as Error).message);
    }
  }
  if (local || (joined && analysis && (baseline ?? tables.data))) {
    const [data, predictions] = local
      ? await Promise.all([
          side(tables.data, report.config.datasetUri),
          side(tables.predictions, report.config.predictionsUri)
        ])
      : [];
    const parts: FormatName[] = [
      ...(analysis ? (['F2'] as const) : []),
      ...(local ? (['F5'] as const) : []),
      ...(baseline ? (['F12'] as const) : [])
    ];
    result.usesGlobal = joined && analysis !== undefined;
    result.explanations.push(
      assemble({
        source: joined
          ? locate(folder, report.root).replace(/\/+$/, '')
          : partsAt(tables.local.map(({ source }) => source)),
        analysis: analysis?.values,
        local,
        baseline,
        config: report.config,
        data,
        predictions,
        problemType: options.problemType,
        ...(joined && parts.length > 1 ? { joined: parts } : {}),
        warnings
      })
    );
  }
  if (baselineTable && (!joined || !(local ?? analysis))) {
    result.explanations.push(
      baselineExplanation(baselineTable, tables.baseline?.source ?? '')
    );
  }
  return result;
}

/** The one file, or the folder that all parts are in. */
function partsAt(sources: readonly string[]): string {
  const first = sources[0] ?? '';
  return sources.length === 1 ? first : first.slice(0, first.lastIndexOf('/'));
}
