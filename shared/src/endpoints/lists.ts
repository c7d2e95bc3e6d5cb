/**
 * Lists as Python prints them: `[0.9, 0.1]`, `['1', '0']`, `["it's", None, nan]`. Also JSON
 * lists, which look alike, and NumPy's lists without commas.
 */

export type ListItem = string | number | boolean | null;

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };
const WORDS = new Map<string, ListItem>([
  ['none', null],
  ['null', null],
  ['nan', NaN],
  ['true', true],
  ['false', false],
  ['inf', Infinity],
  ['infinity', Infinity],
  ['-inf', -Infinity],
  ['-infinity', -Infinity]
]);

/** @returns The items, or `undefined` if the text is not one flat list. */
export function parseList(text: string): ListItem[] | undefined {
  const source = text.trim();
  const open = source[0];
  const close = open === '[' ? ']' : open === '(' ? ')' : undefined;
  if (!close || !source.endsWith(close) || source.length < 2) {
    return undefined;
  }
  const end = source.length - 1;
  const items: ListItem[] = [];
  let at = 1;
  const skipSpace = (): void => {
    while (at < end && /\s/.test(source[at] as string)) {
      at += 1;
    }
  };
  for (;;) {
    skipSpace();
    if (at >= end) {
      return items;
    }
    const quote = source[at];
    if (quote === '"' || quote === "'") {
      const read = quoted(source, at, end);
      if (!read) {
        return undefined;
      }
      items.push(read.value);
      at = read.next;
    } else {
      const word = /^[^\s,'"[\](){}]+/.exec(source.slice(at, end))?.[0];
      if (!word) {
        return undefined;
      }
      const known = WORDS.get(word.toLowerCase());
      const number = Number(word);
      items.push(known !== undefined ? known : Number.isNaN(number) ? word : number);
      at += word.length;
    }
    skipSpace();
    if (source[at] === ',' && at < end) {
      at += 1;
    }
  }
}

/** A quoted string with backslash escapes, beginning at its quote. */
function quoted(
  source: string,
  start: number,
  end: number
): { value: string; next: number } | undefined {
  const quote = source[start];
  let value = '';
  for (let at = start + 1; at < end; at += 1) {
    const letter = source[at] as string;
    if (letter === quote) {
      return { value, next: at + 1 };
    }
    if (letter !== '\\') {
      value += letter;
      continue;
    }
    at += 1;
    const escape = source[at] as string;
    const digits = { x: 2, u: 4, U: 8 }[escape] ?? 0;
    const code = source.slice(at + 1, at + 1 + digits);
    if (digits > 0 && code.length === digits && /^[0-9a-f]+$/i.test(code)) {
      const point = parseInt(code, 16);
      value += point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
      at += digits;
    } else {
      value += ESCAPES[escape] ?? escape;
    }
  }
  return undefined;
}
