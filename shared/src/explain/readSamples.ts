/** JSON that consists of samples: lines, arrays, an object with one list, or a single object. */
import type { Progress } from './content';
import { LineSplitter, pieces } from './content';
import type { ReadOptions } from './folder';
import type { ReadContext, SampleFormat, SampleReader } from './formats/format';
import { isObject, parseJson } from './formats/json';
import { samples as sampleFormats } from './formats/registry';
import { metaOf, noValues } from './formats/format';
import type { Explanation } from './model';
import type { Report } from './reports';
import { rethrowCancelled } from './survey';
import { AwsError } from '../aws/errors';

/** JSON lines are read up to this many bytes; the explanation says so. */
export const MAX_LINES = 512 * 1024 * 1024;
/** One line is at most so long; longer ones are counted and left out. */
const MAX_LINE = 64 * 1024 * 1024;

interface Samples {
  explanations: Explanation[];
  problems: string[];
  unknown: string[];
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
  const result: Samples = { explanations: [], problems: [], unknown: [] };
  for (const { file, value, warnings } of report.others) {
    const list = samplesIn(value);
    const collector = new Collector(contextOf(file.source));
    list.forEach((sample, index) =>
      collector.take(sample, list.length === 1 ? '' : `sample ${index + 1}`)
    );
    const explanations = collector.end(warnings);
    if (explanations.length > 0) {
      result.explanations.push(...explanations);
    } else if (single && value !== undefined) {
      result.explanations.push({
        ...noValues(),
        kind: 'raw',
        title: file.bytes.name,
        json: value,
        meta: metaOf('raw', file.source, warnings)
      });
    } else {
      result.unknown.push(file.source);
      result.problems.push(...warnings);
    }
  }
  for (const file of report.lines) {
    const collector = new Collector(contextOf(file.source));
    const warnings: string[] = [];
    try {
      const splitter = new LineSplitter((text, line) => collector.takeLine(text, line), MAX_LINE);
      for await (const bytes of pieces(file.bytes, file.size, MAX_LINES, progress, options.signal)) {
        splitter.push(bytes);
        if (collector.full) {
          break;
        }
      }
      if (file.size <= MAX_LINES) {
        splitter.end();
      } else {
        warnings.push(
          `${file.source}: only the first ${MAX_LINES / 1024 / 1024} MB were read.`
        );
      }
    } catch (error) {
      rethrowCancelled(error);
      warnings.push(`${file.source}: ${AwsError.from(error).message}`);
    }
    const explanations = collector.end(warnings);
    result.explanations.push(...explanations);
    if (explanations.length === 0) {
      result.unknown.push(file.source);
    }
  }
  return result;
}

/** The samples of a document, whatever holds them. */
function samplesIn(value: unknown): unknown[] {
  if (Array.isArray(value)) {
    return value as unknown[];
  }
  if (!isObject(value) || sampleFormats.some(format => format.accepts(value))) {
    return [value];
  }
  const lists = Object.values(value).filter(Array.isArray);
  return lists.length === 1 ? (lists[0] as unknown[]) : [value];
}

/** Gives samples to the formats that take them; what none takes is counted and named. */
class Collector {
  private readonly readers = new Map<SampleFormat, SampleReader>();
  private bad = 0;
  private firstBad = '';

  constructor(private readonly context: ReadContext) {}

  get full(): boolean {
    return this.readers.size > 0 && [...this.readers.values()].every(reader => reader.full);
  }

  takeLine(text: string, line: number): void {
    if (text.trim() === '') {
      return;
    }
    try {
      this.take(parseJson(text), `line ${line}`);
    } catch {
      this.reject(`line ${line}`, 'is not JSON');
    }
  }

  take(sample: unknown, where: string): void {
    const format = sampleFormats.find(one => one.accepts(sample));
    if (!format) {
      this.reject(where, 'is in no known format');
      return;
    }
    const reader = this.readers.get(format) ?? format.start(this.context);
    this.readers.set(format, reader);
    const problem = reader.take(sample, where);
    if (problem !== undefined) {
      this.reject(where, problem);
    }
  }

  private reject(where: string, problem: string): void {
    this.bad += 1;
    this.firstBad ||= `${where} ${problem}`;
  }

  end(warnings: readonly string[]): Explanation[] {
    const all = [
      ...warnings,
      ...(this.bad > 0
        ? [
            `${this.context.source}: ${this.bad} ${this.bad === 1 ? 'record' : 'records'} could ` +
              `not be read and ${this.bad === 1 ? 'was' : 'were'} left out (first: ${this.firstBad}).`
          ]
        : [])
    ];
    return [...this.readers.values()].flatMap(reader => reader.end(all));
  }
}
