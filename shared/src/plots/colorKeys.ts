/** Names of the colours of categories, where each row of a figure has its own. */
import type { FeatureColumn, TabularExplanation } from '../explain/model';
import { cutMiddle } from './escape';
import { textWidth } from './room';
import type { PlotStyle } from './style';

/** What the colours of one row stand for. */
export interface ColorKey {
  /** Of the row. */
  name: string;
  entries: { name: string; color: string; hollow?: boolean }[];
}

/** A piece of the drawn key: the name of a row, or a colour with its name. */
export interface KeyPart {
  /** In px, from the left. */
  x: number;
  line: number;
  text: string;
  color?: string;
  hollow?: boolean;
}

/** Rows with a key of their own; the table twin and the dependence chart tell the others. */
const MAX_KEYS = 8;
/** Room of the dot before a name, and of the gap behind it, in px. */
const DOT = 13;
const GAP = 12;

const known = new WeakMap<FeatureColumn, readonly string[]>();

/** Values of a column that are texts, sorted, each once. */
export function categoriesOf(column: FeatureColumn): readonly string[] {
  let names = known.get(column);
  if (!names) {
    const found = new Set<string>();
    for (const value of column) {
      if (typeof value === 'string') {
        found.add(value);
      }
    }
    names = [...found].sort();
    known.set(column, names);
  }
  return names;
}

/** Keys of the features that have texts for values, in the colours of `dotColors`. */
export function colorKeys(
  e: TabularExplanation,
  features: readonly number[],
  style: PlotStyle
): ColorKey[] {
  const keys = features.flatMap((f): ColorKey[] => {
    const column = e.data?.[f] ?? [];
    const names = categoriesOf(column);
    const name = cutMiddle(e.features[f] as string, 24);
    if (names.length === 0) {
      return [];
    }
    const few = names.length <= style.categories.length;
    const many = `${names.length.toLocaleString(style.locale)} values, not told apart`;
    return [
      {
        name,
        entries: [
          ...(few
            ? names.map((value, i) => ({
                name: cutMiddle(value, 20),
                color: style.categories[i] as string
              }))
            : [{ name: many, color: style.missing }]),
          ...(column.includes(null)
            ? [{ name: 'missing', color: style.missing, hollow: true }]
            : [])
        ]
      }
    ];
  });
  const rest = keys.length - MAX_KEYS;
  return rest > 1
    ? [
        ...keys.slice(0, MAX_KEYS),
        { name: `${rest} more features have colours of their own values`, entries: [] }
      ]
    : keys;
}

/** Places of keys in lines of a width; each row begins a line. */
export function placeKeys(keys: readonly ColorKey[], width: number, style: PlotStyle): KeyPart[] {
  const parts: KeyPart[] = [];
  let line = -1;
  for (const { name, entries } of keys) {
    line += 1;
    const text = entries.length > 0 ? `${name}:` : name;
    parts.push({ x: 0, line, text });
    let x = textWidth(text, style) + GAP;
    for (const entry of entries) {
      const room = DOT + textWidth(entry.name, style);
      if (x + room > width && x > GAP) {
        line += 1;
        x = GAP;
      }
      parts.push({ x, line, text: entry.name, color: entry.color, hollow: entry.hollow });
      x += room + GAP;
    }
  }
  return parts;
}

/** Height of the keys in px, with the gap above them; 0 without any. */
export function keysHeight(keys: readonly ColorKey[], width: number, style: PlotStyle): number {
  const lines = 1 + (placeKeys(keys, width, style).at(-1)?.line ?? -1);
  return lines === 0 ? 0 : lines * lineOf(style) + style.fontSize;
}

/** Height of a line of keys in px. */
export function lineOf({ fontSize }: PlotStyle): number {
  return fontSize * 1.5;
}
