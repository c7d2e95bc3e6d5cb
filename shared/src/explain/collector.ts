/** Gives samples to the formats that take them; what none takes is counted and named. */
import type { ReadContext, SampleFormat, SampleReader } from './formats/format';
import { isObject, parseJson } from './formats/json';
import { parsePartialJson } from './formats/partialJson';
import { samples as sampleFormats } from './formats/registry';
import type { Explanation } from './model';

/** Samples in no known format that are kept to be shown. */
const KEPT = 100;

/** True if some format takes a value as a sample. */
export function isSample(value: unknown): boolean {
  return sampleFormats.some(format => format.accepts(value));
}

/** The samples of a document, whatever holds them: a list, an object with one list, or itself. */
export function samplesIn(value: unknown): unknown[] {
  if (Array.isArray(value)) {
    return value as unknown[];
  }
  if (!isObject(value) || isSample(value)) {
    return [value];
  }
  const lists = Object.values(value).filter(Array.isArray);
  return lists.length === 1 ? (lists[0] as unknown[]) : [value];
}

export class Collector {
  private readonly readers = new Map<SampleFormat, SampleReader>();
  private bad = 0;
  private firstBad = '';
  private readonly notes: string[] = [];
  /** The first samples that no format takes. */
  readonly unknown: unknown[] = [];

  constructor(private readonly context: ReadContext) {}

  /** Every reader has all that it keeps. */
  get full(): boolean {
    return this.readers.size > 0 && [...this.readers.values()].every(reader => reader.full);
  }

  /** @param last - The text of the file ends here: it may be cut. */
  takeLine(text: string, where: string, last: boolean): void {
    if (text.trim() === '') {
      return;
    }
    let value: unknown;
    try {
      value = parseJson(text);
    } catch {
      value = last ? parsePartialJson(text).value : undefined;
      if (!isSample(value)) {
        this.reject(where, 'is not JSON');
        return;
      }
      this.notes.push(
        `${this.context.source}: ${where} is cut; what comes before the cut was read.`
      );
    }
    this.take(value, where);
  }

  take(sample: unknown, where: string): void {
    const format = sampleFormats.find(one => one.accepts(sample));
    if (!format) {
      if (this.unknown.length < KEPT) {
        this.unknown.push(sample);
      }
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

  reject(where: string, problem: string): void {
    this.bad += 1;
    this.firstBad ||= `${where} ${problem}`.trim();
  }

  /** Explanations, and why readers that took samples have none. */
  end(warnings: readonly string[]): { explanations: Explanation[]; problems: string[] } {
    const all = [...warnings, ...this.notes];
    if (this.bad > 0) {
      const [records, were] = this.bad === 1 ? ['record', 'was'] : ['records', 'were'];
      all.push(
        `${this.context.source}: ${this.bad} ${records} could not be read and ${were} left out ` +
          `(first: ${this.firstBad}).`
      );
    }
    const explanations = [...this.readers.values()].flatMap(reader => reader.end(all));
    const problems = [...this.readers.values()].flatMap(({ problem }) => problem ?? []);
    return { explanations, problems };
  }
}
