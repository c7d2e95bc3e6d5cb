/** Texts with contributions of their pieces: what F6, F8 and F10 have in common. */
import { counted } from '../counted';
import type { TextPart, TextRecord, TextUnit } from '../model';
import { Numbers } from './format';
import { isObject, nameAt, toNumber, type JsonObject } from './json';

/** Place units in a text that is known: each is searched forward from the end of the last. */
export function alignUnits(text: string, units: readonly string[]): TextUnit[] {
  let from = 0;
  return units.map(unit => {
    const start = text.indexOf(unit, from);
    if (start < 0 || unit === '') {
      return { text: unit, start: from, end: from };
    }
    from = start + unit.length;
    return { text: unit, start, end: from };
  });
}

/**
 * Rebuild a text from units with offsets. Offsets count code points, as Python does; where they
 * cannot be right (going back, or overlapping the unit before) the unit follows the last one after
 * a space.
 *
 * @returns Also how many offsets did not fit.
 */
export function rebuildText(units: readonly { text: string; offset: number | undefined }[]): {
  text: string;
  units: TextUnit[];
  misplaced: number;
} {
  let text = '';
  let points = 0;
  let misplaced = 0;
  // Offsets that run far past the text are wrong; gaps are only spaces and line ends.
  const MAX_GAP = 10_000;
  const placed = units.map(({ text: unit, offset }) => {
    const gap = offset === undefined ? NaN : offset - points;
    if (gap >= 0 && gap <= MAX_GAP) {
      text += ' '.repeat(gap);
      points += gap;
    } else {
      misplaced += offset === undefined ? 0 : 1;
      if (text !== '' && !/\s$/.test(text) && !/^\s/.test(unit)) {
        text += ' ';
        points += 1;
      }
    }
    const start = text.length;
    text += unit;
    points += codePoints(unit);
    return { text: unit, start, end: text.length };
  });
  return { text, units: placed, misplaced };
}

function codePoints(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i += 1) {
    // The second half of a pair is no letter of its own.
    count += (text.charCodeAt(i) & 0xfc00) === 0xdc00 && i > 0 ? 0 : 1;
  }
  return count;
}

/** What is known of one record besides its features. */
export type RecordFacts = Omit<TextRecord, 'parts' | 'others'>;

export interface BuiltTexts {
  items: TextRecord[];
  features: string[];
  values: Float64Array;
  labelCount: number;
  /** Sum of all contributions, `sums[record][label]`. */
  sums: number[][];
  warnings(source: string): string[];
}

/** Collects records whose features are text or not. */
export class TextBuilder {
  private readonly numbers = new Numbers();
  private readonly items: TextRecord[] = [];
  private readonly sums: number[][] = [];
  private readonly features = new Set<string>();
  private labelCount = 0;
  private misplaced = 0;
  private uneven = 0;
  /** Features without a contribution, read before anything told how many labels there are. */
  private readonly early: { first: number }[] = [];

  /** Number of contributions so far. */
  get size(): number {
    return this.numbers.length;
  }

  /** @param features - Feature objects of F6 or F8. */
  add(features: readonly unknown[], facts: RecordFacts = {}): void {
    const objects = features.filter(isObject);
    this.labelCount ||=
      objects
        .flatMap(unitsOf)
        .map(attribution)
        .find(a => a.length)?.length ?? 0;
    const sums = new Array<number>(this.labelCount).fill(0);
    const record: TextRecord = { parts: [], others: [], ...facts };
    objects.forEach((feature, index) => {
      const name = nameOf(feature, index);
      this.features.add(name);
      const units = unitsOf(feature);
      const first = this.numbers.length;
      const text = isText(feature, units);
      // A feature that is no text has one contribution; without it, NaN keeps the place.
      this.push(units.length === 0 && !text ? [[]] : units.map(attribution), sums);
      if (text) {
        record.parts.push({ feature: name, first, ...this.place(units) });
      } else {
        const other = { feature: name, type: typeOf(feature), first };
        record.others.push(other);
        if (this.labelCount === 0) {
          this.early.push(other);
        }
      }
    });
    this.items.push(record);
    this.sums.push(sums);
  }

  private push(rows: readonly number[][], sums: number[]): void {
    for (let label = 0; label < this.labelCount; label += 1) {
      for (const row of rows) {
        const value = row[label] ?? NaN;
        this.numbers.push(value);
        sums[label] = (sums[label] as number) + (Number.isNaN(value) ? 0 : value);
      }
    }
    this.uneven += rows.some(row => row.length !== this.labelCount) ? 1 : 0;
  }

  private place(units: readonly JsonObject[]): Pick<TextPart, 'text' | 'units'> {
    const built = rebuildText(
      units.map(unit => {
        const description = isObject(unit.description) ? unit.description : {};
        const offset = toNumber(description.start_idx);
        return {
          text: typeof description.partial_text === 'string' ? description.partial_text : '',
          offset: Number.isInteger(offset) ? offset : undefined
        };
      })
    );
    this.misplaced += built.misplaced;
    return { text: built.text, units: built.units };
  }

  end(): BuiltTexts {
    for (const other of this.early) {
      other.first = this.numbers.length;
      this.push([[]], new Array<number>(this.labelCount).fill(0));
    }
    const { misplaced, uneven } = this;
    return {
      items: this.items,
      features: [...this.features],
      values: this.numbers.take(),
      labelCount: this.labelCount,
      sums: this.sums,
      warnings: source => [
        ...(misplaced > 0
          ? [
              `${source}: ${counted(misplaced, 'offset does', 'offsets do')} not fit the text; ` +
                'those pieces follow in order.'
            ]
          : []),
        ...(uneven > 0
          ? [
              `${source}: ${counted(uneven, 'feature does', 'features do')} not have one ` +
                'contribution per label.'
            ]
          : [])
      ]
    };
  }
}

function unitsOf(feature: JsonObject): JsonObject[] {
  return Array.isArray(feature.attributions)
    ? (feature.attributions as unknown[]).filter(isObject)
    : [];
}

function attribution(unit: JsonObject): number[] {
  const value = unit.attribution;
  return Array.isArray(value)
    ? (value as unknown[]).map(toNumber)
    : value === undefined
      ? []
      : [toNumber(value)];
}

/** Jobs and endpoints use different names for the same. */
function nameOf(feature: JsonObject, index: number): string {
  return nameAt(feature, 'feature_name') ?? nameAt(feature, 'feature_header') ?? `column_${index}`;
}

function typeOf(feature: JsonObject): string {
  const type = feature.data_type ?? feature.feature_type;
  return typeof type === 'string' ? type : '';
}

function isText(feature: JsonObject, units: readonly JsonObject[]): boolean {
  const type = typeOf(feature);
  return type === 'text' || type === 'free_text' || units.some(unit => isObject(unit.description));
}
