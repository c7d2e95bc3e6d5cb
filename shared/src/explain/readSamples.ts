/** The JSON of a report that consists of samples: lines, lists, single answers, notebooks. */
import { counted } from './counted';
import { AwsError } from '../aws/errors';
import { Collector, isSample, samplesIn } from './collector';
import { LineSplitter, pieces, type Progress } from './content';
import type { ReadOptions } from './folder';
import { splitPath } from './folders/place';
import { metaOf, noValues, type FoundFile, type ReadContext } from './formats/format';
import { isNotebook, isSnapshot, outputsOf, snapshotExplanation } from './formats/notebook';
import type { Explanation } from './model';
import { isObject } from './formats/json';
import { documents as documentFormats } from './formats/registry';
import { isReportPage, type ReportPage } from './formats/reportPages';
import { groupParts } from './parts';
import { isAnalysis, type Report } from './reports';
import { listed, rethrowCancelled, type JsonDocument } from './survey';

/** JSON lines are read up to this many bytes; the explanation says so. */
export const MAX_LINES = 512 * 1024 * 1024;
/** One line is at most so long; longer ones are counted and left out. */
const MAX_LINE = 64 * 1024 * 1024;

export interface Samples {
  explanations: Explanation[];
  problems: string[];
  /** Files that no format takes. */
  unknown: string[];
  /** Notebooks without explanations in their outputs: maybe reports. */
  notebooks: ReportPage[];
}

/**
 * @param contextOf - What is known about a file.
 * @param single - There is one file: it is shown even if no format takes it.
 */
export async function readSamples(
  report: Report,
  contextOf: (source: string) => ReadContext,
  single: boolean,
  progress: Progress,
  options: ReadOptions
): Promise<Samples> {
  const result: Samples = { explanations: [], problems: [], unknown: [], notebooks: [] };
  for (const document of report.others) {
    readDocument(document, contextOf(document.file.source), single, result);
  }
  for (const files of groupParts(report.lines)) {
    const read = await readLines(files, contextOf(sourceOf(files)), single, progress, options);
    result.explanations.push(...read.explanations);
    result.problems.push(...read.problems);
    if (read.explanations.length + read.problems.length === 0) {
      result.unknown.push(...files.map(({ source }) => source));
    }
  }
  return result;
}

function readDocument(
  { file, value, warnings }: JsonDocument,
  context: ReadContext,
  single: boolean,
  result: Samples
): void {
  const notebook = isNotebook(value);
  const outputs = notebook ? outputsOf(value) : [{ values: [value], where: '' }];
  const found: Explanation[] = [];
  const problems: string[] = [];
  for (const { values, where } of outputs) {
    const collector = new Collector(context);
    for (const output of values) {
      if (isSnapshot(output)) {
        try {
          found.push(...snapshotExplanation(output, context.source));
        } catch (error) {
          collector.reject(where, (error as Error).message);
        }
      } else if (notebook && isObject(output) && isAnalysis(output)) {
        found.push(...documentFormats.flatMap(format => format.read(output, context)));
      } else {
        const list = samplesIn(output);
        // Most outputs of a notebook are something else; that is no damage.
        const taken = notebook ? list.filter(isSample) : list;
        taken.forEach((sample, index) => {
          const place = list.length === 1 ? '' : `sample ${index + 1}`;
          collector.take(sample, [where, place].filter(Boolean).join(', '));
        });
      }
    }
    const read = collector.end(warnings);
    found.push(...read.explanations);
    problems.push(...read.problems);
  }
  result.problems.push(...problems);
  const isReport = notebook && isReportPage(file.path, '');
  if (isReport) {
    result.notebooks.push({ file, type: 'ipynb' });
  }
  if (found.length > 0) {
    result.explanations.push(...found);
  } else if (notebook) {
    if (!isReport) {
      result.notebooks.push({ file, type: 'ipynb' });
    }
  } else if (single && value !== undefined) {
    result.explanations.push(raw(file, value, warnings));
  } else {
    result.problems.push(...warnings);
    if (problems.length === 0) {
      result.unknown.push(file.source);
    }
  }
}

function raw(file: FoundFile, json: unknown, warnings: string[]): Explanation {
  return {
    ...noValues(),
    kind: 'raw',
    title: file.bytes.name,
    json,
    meta: metaOf('raw', file.source, [...warnings, `${file.source}: in no known format.`])
  };
}

/** The one file, or the folder that all parts are in. */
export function sourceOf(files: readonly FoundFile[]): string {
  const first = files[0]?.source ?? '';
  return files.length === 1 ? first : splitPath(first).folder;
}

async function readLines(
  files: readonly FoundFile[],
  context: ReadContext,
  single: boolean,
  progress: Progress,
  options: ReadOptions
): Promise<{ explanations: Explanation[]; problems: string[] }> {
  const collector = new Collector(context);
  const warnings: string[] = [];
  const unread: string[] = [];
  let left = MAX_LINES;
  for (const file of files) {
    const of = files.length === 1 ? '' : `${file.bytes.name}, `;
    const splitter = new LineSplitter(
      (text, line, last) => collector.takeLine(text, `${of}line ${line}`, last),
      MAX_LINE
    );
    try {
      for await (const bytes of pieces(file.bytes, file.size, left, progress, options.signal)) {
        splitter.push(bytes);
        left -= bytes.length;
        if (collector.full) {
          break;
        }
      }
    } catch (error) {
      rethrowCancelled(error);
      unread.push(`${file.source} (${AwsError.from(error).message})`);
    }
    if (left > 0 && !collector.full) {
      splitter.end();
    }
    if (splitter.tooLong > 0) {
      warnings.push(
        `${file.source}: ${counted(splitter.tooLong, 'line is', 'lines are')} too long, left out.`
      );
    }
  }
  const total = files.reduce((sum, { size }) => sum + size, 0);
  if (total > MAX_LINES && left === 0) {
    warnings.push(
      `${context.source}: only the first ${MAX_LINES / 1024 / 1024} MB of ` +
        `${Math.round(total / 1024 / 1024)} MB were read.`
    );
  }
  warnings.push(...listed(unread, 'could not be read'));
  const read = collector.end(warnings);
  const file = files[0];
  if (single && file && read.explanations.length === 0) {
    read.explanations.push(raw(file, collector.unknown, warnings));
  }
  return read;
}
