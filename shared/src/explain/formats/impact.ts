/**
 * F15: impact scores of an Autopilot forecast, from -1 to 1. How SageMaker lays the file out is
 * not published; every plausible layout is accepted: one score per row, one column per feature,
 * or scores nested below an item. The explanation says so.
 */
import { counted } from '../counted';
import type { SeriesEntry, SeriesExplanation, SeriesItem } from '../model';
import { metaOf, Numbers, type ReadContext, type SampleFormat } from './format';
import { isObject, membersOf, toNumber, type JsonObject } from './json';

const ITEM = /^(item|item_?id|series_?id)$/i;
const TIME = /^(timestamp|time|date|datetime|time_?point)$/i;
const FEATURE = /^(feature|feature_?name|column|column_?name|variable)$/i;
const SCORE = /^(impact|impact_?scores?|scores?|value|attribution)$/i;
const IMPACT = /^impact_?scores?$/i;
const MAX_SCORES = 10_000_000;

/** True if the columns of a table are those of impact scores. */
export function isImpactHeader(header: readonly string[]): boolean {
  const has = (pattern: RegExp): boolean => header.some(name => pattern.test(name));
  return has(ITEM) && (has(IMPACT) || (has(FEATURE) && has(SCORE)));
}

export const impact: SampleFormat = {
  name: 'F15',
  accepts: sample =>
    isObject(sample) &&
    !Array.isArray(sample.explanations) &&
    (isImpactHeader(Object.keys(sample)) || isWide(sample)),
  start: context => new ImpactReader(context)
};

/** Rows of an item and features without a name for the scores: numbers from -1 to 1 only. */
function isWide(sample: JsonObject): boolean {
  const others = Object.entries(sample).filter(([key]) => !ITEM.test(key) && !TIME.test(key));
  return (
    Object.keys(sample).some(key => ITEM.test(key)) &&
    others.length > 0 &&
    others.every(([, value]) => typeof value === 'number' && Math.abs(value) <= 1)
  );
}

interface Entry {
  feature: string;
  timestamp: string | undefined;
  scores: number[];
}

class ImpactReader {
  private readonly items = new Map<string, Entry[]>();
  private count = 0;
  private omitted = 0;
  private outside = 0;

  constructor(private readonly context: ReadContext) {}

  get full(): boolean {
    return this.count >= MAX_SCORES;
  }

  take(sample: unknown): string | undefined {
    const object = sample as JsonObject;
    const at = (pattern: RegExp): unknown =>
      Object.entries(object).find(([key]) => pattern.test(key))?.[1];
    const id = at(ITEM);
    if (typeof id !== 'string' && typeof id !== 'number') {
      return 'has no item';
    }
    if (this.full) {
      this.omitted += 1;
      return undefined;
    }
    const entries = this.items.get(String(id)) ?? [];
    this.items.set(String(id), entries);
    const found = this.entriesOf(object, textOf(at(TIME)), textOf(at(FEATURE)), at(SCORE));
    for (const entry of found) {
      this.outside += entry.scores.filter(score => Math.abs(score) > 1).length;
      this.count += entry.scores.length;
      entries.push(entry);
    }
    return found.length === 0 ? 'has no score' : undefined;
  }

  private entriesOf(
    object: JsonObject,
    timestamp: string | undefined,
    feature: string | undefined,
    score: unknown
  ): Entry[] {
    if (isObject(score)) {
      return membersOf(score).map(([name, value]) => entry(name, timestamp, value));
    }
    if (Array.isArray(score) && score.some(isObject)) {
      return score.filter(isObject).map(inner => {
        const at = (pattern: RegExp): unknown =>
          Object.entries(inner).find(([key]) => pattern.test(key))?.[1];
        return entry(textOf(at(FEATURE)) ?? 'all', textOf(at(TIME)) ?? timestamp, at(SCORE));
      });
    }
    if (score !== undefined) {
      return [entry(feature ?? 'all', timestamp, score)];
    }
    return Object.entries(object)
      .filter(([key]) => !ITEM.test(key) && !TIME.test(key))
      .map(([name, value]) => entry(name, timestamp, value));
  }

  end(warnings: string[]): SeriesExplanation[] {
    const { source } = this.context;
    const values = new Numbers();
    const features = new Map<string, number>();
    const items = [...this.items].map(([id, entries]): SeriesItem => {
      const horizon = Math.max(1, ...entries.map(({ scores }) => scores.length));
      const first = values.length;
      const listed = entries.map(({ feature, timestamp, scores }): SeriesEntry => {
        for (let step = 0; step < horizon; step += 1) {
          values.push(scores[step] ?? NaN);
        }
        const index = features.get(feature) ?? features.size;
        features.set(feature, index);
        return { feature: index, ...(timestamp === undefined ? {} : { timestamp }) };
      });
      return { id, offset: new Float64Array(0), horizon, entries: listed, first };
    });
    return [
      {
        kind: 'series',
        labels: [],
        features: [...features.keys()],
        records: items.length,
        values: values.take(),
        base: [],
        unit: 'unknown',
        items,
        relative: true,
        meta: metaOf('F15', source, [
          ...warnings,
          `${source}: the layout of impact scores is not published; read as item, time, feature, score.`,
          ...(this.outside > 0
            ? [`${source}: ${counted(this.outside, 'score lies', 'scores lie')} outside -1 to 1.`]
            : []),
          ...(this.omitted > 0 ? [`${source}: at least ${this.omitted} rows were left out.`] : [])
        ])
      }
    ];
  }
}

function entry(feature: string, timestamp: string | undefined, value: unknown): Entry {
  const scores = Array.isArray(value) ? (value as unknown[]).map(toNumber) : [toNumber(value)];
  return { feature, timestamp, scores };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
