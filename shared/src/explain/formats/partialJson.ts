/** Reads what is complete of a damaged JSON text: files cut short by a full disk or a failed job. */
import { keepOrder, parseJson } from './json';

/** What could be read of a text that is not JSON as a whole. */
export interface PartialJson {
  /** All complete members before the damage; `undefined` if there is none. */
  value: unknown;
  /** Line of the damage, from 1. */
  line: number;
  /** What was expected there. */
  problem: string;
}

const MAX_DEPTH = 200;

/**
 * Read a JSON text up to its first damage. The bare tokens `NaN`, `Infinity` and `-Infinity` are
 * read as `parseJson` reads them.
 */
export function parsePartialJson(text: string): PartialJson {
  const reader = new PartialReader(text);
  const { value, problem, at } = reader.read();
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) {
    line += 1;
  }
  return { value, line, problem };
}

const WHOLE = /^\d+$/;
const WHOLE_NAME = /"\d+"\s*:/;

/**
 * A document whose objects keep the order of their members, see `membersOf`.
 *
 * @throws SyntaxError if the text is no JSON as a whole.
 */
export function parseDocument(text: string): unknown {
  const value = parseJson(text);
  const inOrder = WHOLE_NAME.test(text) ? new PartialReader(text).read() : undefined;
  return inOrder?.isWhole === true ? inOrder.value : value;
}

const NOTHING = Symbol('nothing');

class PartialReader {
  private at = 0;
  private damage: { problem: string; at: number } | undefined;

  constructor(private readonly text: string) {
    this.at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  }

  read(): { value: unknown; problem: string; at: number; isWhole: boolean } {
    const value = this.value(0);
    this.space();
    if (!this.damage && this.at < this.text.length) {
      this.damage = { problem: 'there is more text after the end', at: this.at };
    }
    return {
      value: value === NOTHING ? undefined : value,
      isWhole: !this.damage,
      problem: this.damage?.problem ?? 'nothing is wrong',
      at: this.damage?.at ?? this.at
    };
  }

  private fail(expected: string): void {
    this.damage ??= {
      problem: this.at >= this.text.length ? 'the text ends too early' : `expected ${expected}`,
      at: Math.min(this.at, this.text.length)
    };
  }

  private space(): void {
    while (this.at < this.text.length && ' \n\r\t'.includes(this.text[this.at] as string)) {
      this.at += 1;
    }
  }

  /** The value that begins here, as far as it is whole; `NOTHING` if nothing of it can be used. */
  private value(depth: number): unknown {
    this.space();
    const letter = this.text[this.at];
    if (depth > MAX_DEPTH) {
      this.fail('less nesting');
      return NOTHING;
    }
    if (letter === '{') {
      return this.object(depth);
    }
    if (letter === '[') {
      return this.array(depth);
    }
    return letter === '"' ? this.string() : this.scalar();
  }

  private object(depth: number): Record<string, unknown> {
    const members: [string, unknown][] = [];
    this.at += 1;
    this.space();
    while (this.text[this.at] !== '}') {
      const key = this.text[this.at] === '"' ? this.string() : NOTHING;
      this.space();
      if (key === NOTHING || this.text[this.at] !== ':') {
        this.fail(key === NOTHING ? 'a name in quotes' : 'a colon');
        break;
      }
      this.at += 1;
      const value = this.value(depth + 1);
      if (value !== NOTHING) {
        members.push([key as string, value]);
      }
      if (this.damage || !this.next('}')) {
        break;
      }
    }
    this.at += this.damage ? 0 : 1;
    // Not by assignment: a member may be called __proto__.
    const object = Object.fromEntries(members);
    if (members.some(([name]) => WHOLE.test(name))) {
      keepOrder(object, [...new Set(members.map(([name]) => name))]);
    }
    return object;
  }

  private array(depth: number): unknown[] {
    const items: unknown[] = [];
    this.at += 1;
    this.space();
    while (this.text[this.at] !== ']') {
      const value = this.value(depth + 1);
      if (value !== NOTHING) {
        items.push(value);
      }
      if (this.damage || !this.next(']')) {
        break;
      }
    }
    this.at += this.damage ? 0 : 1;
    return items;
  }

  /** Step over a comma, or stay before the closing bracket; false if neither is there. */
  private next(close: string): boolean {
    this.space();
    if (this.text[this.at] === ',') {
      this.at += 1;
      this.space();
      return true;
    }
    if (this.text[this.at] !== close) {
      this.fail(`a comma or ${close}`);
      return false;
    }
    return true;
  }

  private string(): unknown {
    let end = this.at + 1;
    for (;;) {
      end = this.text.indexOf('"', end);
      if (end < 0) {
        this.at = this.text.length;
        this.fail('a quote');
        return NOTHING;
      }
      let slashes = 0;
      while (this.text[end - 1 - slashes] === '\\') {
        slashes += 1;
      }
      if (slashes % 2 === 0) {
        break;
      }
      end += 1;
    }
    try {
      const value = JSON.parse(this.text.slice(this.at, end + 1)) as unknown;
      this.at = end + 1;
      return value;
    } catch {
      this.fail('a legal text in quotes');
      return NOTHING;
    }
  }

  private scalar(): unknown {
    SCALAR.lastIndex = this.at;
    const token = SCALAR.exec(this.text)?.[0] ?? '';
    const end = this.at + token.length;
    // A number at the very end may be cut.
    if (token === '' || (end === this.text.length && /\d/.test(token))) {
      this.at = token === '' ? this.at : end;
      this.fail('a value');
      return NOTHING;
    }
    this.at = end;
    switch (token) {
      case 'NaN':
        return null;
      case 'Infinity':
      case '-Infinity':
        return token;
      default:
        return JSON.parse(token) as unknown;
    }
  }
}

const SCALAR = /-?Infinity|NaN|true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
