/** The one way from files to explanations: look at every file, group reports, read, join. */
import { AwsError } from '../aws/errors';
import { baseName } from '../aws/source';
import { Progress } from './content';
import { locate, type ExplanationFolder, type ReadOptions } from './folder';
import { splitPath } from './folders/place';
import { globalAnalysis } from './formats/analysis';
import { metaOf, noValues, type ReadContext } from './formats/format';
import { impact, isImpactHeader } from './formats/impact';
import { isObject, type JsonObject } from './formats/json';
import { isClarifyPicture, picturesExplanation } from './formats/pictures';
import { documents as documentFormats } from './formats/registry';
import { isReportPage, reportExplanations, type ReportPage } from './formats/reportPages';
import { readTable } from './formats/table';
import { readText } from './content';
import type { Explanation, SeriesExplanation } from './model';
import { newestOf, reportsOf, type Report } from './reports';
import { readReportTables, type KnownGlobals } from './readTables';
import { readSamples } from './readSamples';
import { listed, MAX_DOCUMENT, rethrowCancelled, survey, type JsonDocument } from './survey';

export interface ReadResult {
  /** Report by report in the order of their paths. */
  explanations: Explanation[];
  /** What belongs to no explanation: files that nothing recognised or that could not be read. */
  problems: string[];
}

/** What one report gives, besides names of files that no format takes. */
export interface ReportResult extends ReadResult {
  unknown: string[];
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
  const { entries: unsorted, truncated, problems: unlisted } = await folder.list(options.signal);
  const entries = [...unsorted].sort((a, b) => (a.path < b.path ? -1 : 1));
  const found = await survey(folder, entries, progress, options);
  const { problems } = found;
  problems.push(...(unlisted ?? []));
  if (truncated) {
    problems.push(`${folder.source}: only the first ${entries.length} files were looked at.`);
  }
  const all = reportsOf(found);
  const explanations: Explanation[] = [];
  const unknown: string[] = [];
  for (const report of options.newest ? newestOf(all) : all) {
    try {
      const read = await readReport(folder, report, entries.length === 1, progress, options);
      explanations.push(...read.explanations);
      problems.push(...read.problems);
      unknown.push(...read.unknown);
    } catch (error) {
      rethrowCancelled(error);
      if (error instanceof AwsError) {
        throw error;
      }
      // Whatever is wrong with its files, other reports can still be shown.
      const place = locate(folder, report.root).replace(/\/+$/, '');
      problems.push(`${place}: could not be read (${(error as Error).message}).`);
    }
  }
  problems.push(...listed(unknown, 'in no known format'));
  for (const [source, note] of found.packed) {
    // Parts, and the files of one report, are one explanation, whose source is their folder.
    const about = explanations.filter(
      ({ meta }) => source === meta.source || source.startsWith(`${meta.source}/`)
    );
    about.forEach(({ meta }) => (meta.packed = true));
    if (note !== '') {
      const lists = about.length > 0 ? about.map(({ meta }) => meta.warnings) : [problems];
      lists.forEach(list => list.push(`${source}: ${note}`));
    }
  }
  return { explanations, problems };
}

async function readReport(
  folder: ExplanationFolder,
  report: Report,
  single: boolean,
  progress: Progress,
  options: ReadOptions
): Promise<ReportResult> {
  const joined = options.joined !== false;
  const known = knownGlobals(report);
  const contextOf = (source: string): ReadContext => ({
    source,
    config: report.config,
    problemType: options.problemType,
    ...(known ? { analysis: known.analysis } : {})
  });
  const tables = await readReportTables(folder, report, known, progress, options);
  // Where the report's records are known, its global values are part of that explanation.
  const withoutGlobal = tables.usesGlobal ? known?.source : undefined;
  const problems: string[] = [];
  const explanations = report.analyses.flatMap(document => {
    const { source } = document.file;
    const sections = readDocument(document, contextOf(source), withoutGlobal);
    if (sections.length === 0 && source !== withoutGlobal) {
      problems.push(`${source}: its sections hold nothing that can be read.`);
    }
    return sections;
  });
  const noted = explanations.find(e => e.kind === 'series');
  const sampled = await readSamples(
    report,
    source => ({ ...contextOf(source), ...(noted ? { series: noted } : {}) }),
    single,
    progress,
    options
  );
  explanations.push(...tables.explanations, ...sampled.explanations);
  const unknown = [...tables.unknown, ...sampled.unknown];
  const impacts = await readImpactTables(tables.others, contextOf, progress, options);
  explanations.push(...impacts.explanations);
  unknown.push(...impacts.unknown);
  explanations.push(...picturesOf(report, explanations, unknown, single));
  const isReport = report.analyses.length > 0;
  const pages: ReportPage[] = [];
  for (const page of [...report.pages, ...sampled.notebooks]) {
    const head = 'head' in page ? (page.head as string) : '';
    const isNamed = baseName(page.file.path).replace(/\.[^.]*$/, '') === report.config.reportName;
    if (isReport || isNamed || isReportPage(page.file.path, head)) {
      pages.push(page);
    } else {
      unknown.push(page.file.source);
    }
  }
  explanations.push(...reportExplanations(pages));
  if (explanations.length === 0 && report.configSource !== undefined) {
    problems.push(`${report.configSource}: the configuration of an analysis, without its results.`);
  }
  return {
    explanations: joined ? joinSeries(explanations) : explanations,
    problems: [...problems, ...tables.problems, ...sampled.problems],
    unknown
  };
}

/** The first global values of a report; its records are read with their labels and base. */
function knownGlobals(report: Report): KnownGlobals | undefined {
  for (const { file, value, warnings } of report.analyses) {
    const analysis = isObject(value) ? globalAnalysis(value, file.source) : undefined;
    if (analysis) {
      analysis.warnings.push(...warnings);
      return { analysis, source: file.source };
    }
  }
  return undefined;
}

/** All sections of one document; those that nothing knows are shown as they are. */
function readDocument(
  { file, value, warnings }: JsonDocument,
  context: ReadContext,
  withoutGlobal: string | undefined
): Explanation[] {
  const document = value as JsonObject;
  const found = documentFormats
    .filter(({ name }) => name !== 'F2' || withoutGlobal !== file.source)
    .flatMap(format => format.read(document, context));
  const claimed = new Set(documentFormats.flatMap(({ sections }) => sections));
  const inner = isObject(document.explanations) ? document.explanations : {};
  const others = [
    ...Object.entries(document).filter(
      ([key]) => key !== 'version' && key !== 'explanations' && !claimed.has(key)
    ),
    ...Object.entries(inner)
      .map(([key, section]): [string, unknown] => [`explanations.${key}`, section])
      .filter(([key]) => !claimed.has(key))
  ].filter(([, section]) => typeof section === 'object' && section !== null);
  for (const [title, json] of others) {
    found.push({ ...noValues(), kind: 'raw', title, json, meta: metaOf('raw', file.source) });
  }
  if (others.length > 0) {
    const names = others.map(([title]) => title).join(', ');
    warnings.push(`${file.source}: sections that are not known are shown as they are: ${names}.`);
  }
  found.forEach(explanation => explanation.meta.warnings.push(...warnings));
  return found;
}

/** Impact scores (F15) may be tables. */
async function readImpactTables(
  tables: Awaited<ReturnType<typeof readReportTables>>['others'],
  contextOf: (source: string) => ReadContext,
  progress: Progress,
  { signal }: ReadOptions
): Promise<{ explanations: Explanation[]; unknown: string[] }> {
  const explanations: Explanation[] = [];
  const unknown: string[] = [];
  for (const { file, header } of tables) {
    if (!isImpactHeader(header)) {
      unknown.push(file.source);
      continue;
    }
    const { text, cut } = await readText(file.bytes, file.size, MAX_DOCUMENT, progress, signal);
    const table = readTable(text, file.source);
    const reader = impact.start(contextOf(file.source));
    for (let row = 0; row < table.rows; row += 1) {
      const cells = table.headers.map((name, c) => [name, table.columns[c]?.[row] ?? undefined]);
      reader.take(Object.fromEntries(cells), `line ${row + 2}`);
    }
    const large = cut
      ? [`${file.source}: only the first ${MAX_DOCUMENT / 1024 / 1024} MB were read.`]
      : [];
    explanations.push(...reader.end([...table.warnings, ...large]));
  }
  return { explanations, unknown };
}

/** Pictures are Clarify's if a name or the folder says so; those of an Autopilot report belong
 * to that. */
function picturesOf(
  report: Report,
  found: readonly Explanation[],
  unknown: string[],
  single: boolean
): Explanation[] {
  const { pictures } = report;
  if (pictures.length === 0 || found.some(({ kind }) => kind === 'image')) {
    return [];
  }
  const byName = pictures.some(({ path }) => isClarifyPicture(path));
  const byPlace =
    report.config.isImage === true ||
    pictures.every(({ path }) => /(^|\/)explanations_shap\//.test(path));
  const alone = !single && found.length === 0 && unknown.length === 0;
  const first = pictures[0] as Report['pictures'][number];
  if (!byName && !byPlace && !alone) {
    unknown.push(...pictures.map(({ source }) => source));
    return [];
  }
  const { folder } = splitPath(first.source);
  return [
    picturesExplanation(
      pictures,
      pictures.length === 1 ? first.source : folder,
      byName || byPlace ? [] : [`${folder}: taken for pictures of Clarify; no name says so.`]
    )
  ];
}

/** F4 says how the values of F7 were made; together they are one explanation. */
function joinSeries(explanations: readonly Explanation[]): Explanation[] {
  const values = explanations.find(e => e.kind === 'series' && e.meta.format === 'F7');
  if (!values) {
    return [...explanations];
  }
  values.meta.joined = explanations.some(isNote) ? ['F4', 'F7'] : undefined;
  return explanations.filter(e => !isNote(e));
}

function isNote(e: Explanation): e is SeriesExplanation {
  return e.kind === 'series' && e.meta.format === 'F4';
}
