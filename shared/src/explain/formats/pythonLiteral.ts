/**
 * Values as Python prints them: what notebooks show of answers and reports. Nothing is run: of
 * calls, those of numpy and a few others are known by name, and stand for what is in them.
 */
import { keepOrder, parseJson } from './json';

/** Longer texts are no output that somebody reads. */
const MAX_TEXT = 64 * 1024 * 1024;
const MAX_DEPTH = 200;

const WORDS: Readonly<Record<string, unknown>> = {
  None: null,
  null: null,
  True: true,
  true: true,
  False: false,
  false: false,
  nan: null,
  NaN: null,
  inf: 'Infinity',
  Infinity: 'Infinity'
};
/** Calls that stand for their first argument; other numbers of numpy as well. */
const WRAPPERS =
  /^(array|list|tuple|set|frozenset|dict|OrderedDict|Decimal|deque|((np|numpy)\.)?(array|float_?|int_?|u?int(8|16|32|64)|float(16|32|64|128)|bool_?|str_)|tensor)$/;
/** Calls whose dictionary is behind another argument. */
const WITH_DEFAULT = /^(defaultdict)$/;
const SPACE = /\s*/y;
const COMMENT = /#[^\n]*/y;
const NUMBER = /[+-]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?/y;
const WORD = /[+-]?[A-Za-z_][\w.]*/y;
const QUOTE = /[bBuU]?["']/y;
/** An object that has no literal: `<StreamingBody at 0x1>`. */
const OBJECT = /<[^<>\n]{0,500}>/y;
const ESCAPE = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([0-7]{1,3})|([\s\S]))/gi;
const LETTERS: Readonly<Record<string, string>> = {
  ...{ n: '\n', r: '\r', t: '\t', a: '\u0007', b: '\b', f: '\f', v: '\v', '\n': '' }
};

/**
 * JSON, or a literal of Python: dictionaries, lists, tuples, texts, bytes, numbers, and what
 * numpy prints. Numbers that are none become what `parseJson` makes of them.
 *
 * @throws SyntaxError if it is neither.
 */
export function parseLiteral(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return new LiteralReader(text).read();
  }
}

/** What a text or bytes as Python shows them stand for; `undefined` if it is neither. */
export function shownText(text: string): string | undefined {
  if (!/^[bBuU]?['"]/.test(text) || !/['"]$/.test(text)) {
    return undefined;
  }
  try {
    const value = new LiteralReader(text).read();
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

class LiteralReader {
  private at = 0;

  constructor(private readonly text: string) {
    if (text.length > MAX_TEXT) {
      throw new SyntaxError('The text is too long.');
    }
  }

  read(): unknown {
    const value = this.value(0);
    this.space();
    if (this.at < this.text.length) {
      throw this.expected('the end');
    }
    return value;
  }

  /** What the expression matches here, stepped over; '' if it does not. */
  private match(expression: RegExp): string {
    expression.lastIndex = this.at;
    const found = expression.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  private space(): void {
    do {
      this.match(SPACE);
    } while (this.match(COMMENT) !== '');
  }

  /** Step over one of these letters, after spaces; '' if none is there. */
  private letter(letters: string): string {
    this.space();
    const next = this.text[this.at];
    if (next === undefined || !letters.includes(next)) {
      return '';
    }
    this.at += 1;
    return next;
  }

  private expected(what: string): SyntaxError {
    return new SyntaxError(`Expected ${what} at place ${this.at + 1}.`);
  }

  private value(depth: number): unknown {
    if (depth > MAX_DEPTH) {
      throw this.expected('less nesting');
    }
    if (this.letter('{')) {
      return this.braces(depth);
    }
    const open = this.letter('[(');
    if (open !== '') {
      const { items, commas } = this.items(depth, open === '[' ? ']' : ')');
      // Brackets around one value alone make no tuple.
      return open === '(' && items.length === 1 && commas === 0 ? items[0] : items;
    }
    if (/["'bBuU]/.test(this.text[this.at] ?? '')) {
      const text = this.texts();
      if (text !== undefined) {
        return text;
      }
    }
    const number = this.match(NUMBER);
    if (number !== '') {
      return this.number(number);
    }
    const word = this.match(WORD);
    if (word !== '') {
      return this.word(word, depth);
    }
    const object = this.match(OBJECT);
    if (object !== '') {
      return object;
    }
    throw this.expected('a value');
  }

  /** A number too large for one is infinite, as in Python. */
  private number(digits: string): unknown {
    const value = Number(digits.replaceAll('_', ''));
    return Number.isFinite(value) ? value : digits.startsWith('-') ? '-Infinity' : 'Infinity';
  }

  private word(word: string, depth: number): unknown {
    const sign = /^[+-]/.exec(word)?.[0] ?? '';
    const name = word.slice(sign.length);
    const plain = name.replace(/^(np|numpy)\./, '').replace(/^(True|False)_$/, '$1');
    if (Object.hasOwn(WORDS, plain)) {
      const value = WORDS[plain];
      return sign === '-' && value === 'Infinity' ? '-Infinity' : value;
    }
    if (!this.letter('(')) {
      throw this.expected('a value');
    }
    const { items } = this.items(depth, ')');
    const wanted = WITH_DEFAULT.test(name) ? 1 : WRAPPERS.test(name) ? 0 : -1;
    if (wanted < 0) {
      throw new SyntaxError(`${name} is not known.`);
    }
    const first = items[wanted];
    if (/Dict$|^dict$/.test(name) && Array.isArray(first)) {
      return objectOf(
        (first as unknown[]).map((pair): [unknown, unknown] => {
          if (!Array.isArray(pair) || pair.length !== 2) {
            throw this.expected('pairs');
          }
          return [pair[0] as unknown, pair[1] as unknown];
        })
      );
    }
    // Numbers may be given as texts.
    return name === 'Decimal' && typeof first === 'string'
      ? new LiteralReader(first).read()
      : first;
  }

  /** Values up to a closing bracket. Named arguments, as in `dtype=float32`, are left out. */
  private items(depth: number, close: string): { items: unknown[]; commas: number } {
    const items: unknown[] = [];
    let commas = 0;
    while (!this.letter(close)) {
      if (items.length > 0 || commas > 0) {
        if (!this.letter(',')) {
          throw this.expected(`a comma or ${close}`);
        }
        commas += 1;
        if (this.letter(close)) {
          break;
        }
      }
      const named = close === ')' ? this.match(/[A-Za-z_]\w*\s*=\s*/y) : '';
      if (named !== '') {
        this.argument(depth);
      } else {
        items.push(this.value(depth + 1));
      }
    }
    return { items, commas };
  }

  /** The value of a named argument may be a word without quotes. */
  private argument(depth: number): void {
    if (this.match(/[A-Za-z_][\w.]*(?=\s*[,)])/y) === '') {
      this.value(depth + 1);
    }
  }

  /** A dictionary or a set. */
  private braces(depth: number): unknown {
    const members: [unknown, unknown][] = [];
    const items: unknown[] = [];
    while (!this.letter('}')) {
      if (members.length + items.length > 0) {
        if (!this.letter(',')) {
          throw this.expected('a comma or }');
        }
        if (this.letter('}')) {
          break;
        }
      }
      const key = this.value(depth + 1);
      if (items.length === 0 && this.letter(':')) {
        members.push([key, this.value(depth + 1)]);
      } else if (members.length === 0) {
        items.push(key);
      } else {
        throw this.expected('a colon');
      }
    }
    return items.length > 0 ? items : objectOf(members);
  }

  /** A text; several one after the other are one, as long ones are printed in lines. */
  private texts(): string | undefined {
    const pieces: string[] = [];
    for (;;) {
      const before = this.at;
      this.space();
      const begin = this.match(QUOTE);
      if (begin === '') {
        this.at = pieces.length === 0 ? this.at : before;
        return pieces.length === 0 ? undefined : pieces.join('');
      }
      const inner = this.text.slice(this.at, this.quotedEnd(begin.slice(-1)));
      this.at += inner.length + 1;
      pieces.push(unescaped(inner, /b/i.test(begin)));
    }
  }

  /** Where the text that begins here ends: the next such quote that no backslash stands before. */
  private quotedEnd(quote: string): number {
    let end = this.text.indexOf(quote, this.at);
    for (; end >= 0; end = this.text.indexOf(quote, end + 1)) {
      let slashes = 0;
      while (end - slashes > this.at && this.text[end - 1 - slashes] === '\\') {
        slashes += 1;
      }
      if (slashes % 2 === 0) {
        return end;
      }
    }
    throw this.expected('a quote');
  }
}

/** Keys may be anything; their texts name the members. */
function objectOf(members: readonly (readonly [unknown, unknown])[]): Record<string, unknown> {
  const named = members.map(([key, value]): [string, unknown] => [
    typeof key === 'string' ? key : JSON.stringify(key),
    value
  ]);
  const object = Object.fromEntries(named);
  if (named.some(([name]) => /^\d+$/.test(name))) {
    keepOrder(object, [...new Set(named.map(([name]) => name))]);
  }
  return object;
}

function unescaped(text: string, isBytes: boolean): string {
  const plain = text.replace(
    ESCAPE,
    (all: string, x?: string, u?: string, long?: string, octal?: string, one?: string) => {
      const code = x ?? u ?? long;
      if (code === undefined && octal === undefined) {
        return LETTERS[one as string] ?? (one as string);
      }
      const point = code === undefined ? parseInt(octal as string, 8) : parseInt(code, 16);
      return point > 0x10ffff ? all : String.fromCodePoint(point);
    }
  );
  return isBytes && /[\u0080-\u00ff]/.test(plain)
    ? new TextDecoder().decode(Uint8Array.from(plain, letter => letter.charCodeAt(0)))
    : plain;
}
