/** Dictionaries and lists as Python prints them: what notebooks show of answers and reports. */
import { parseJson } from './json';

/** Texts, names of values, tuples, and commas before a closing bracket. */
const TOKEN =
  /"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|\b(?:None|True|False|nan|inf)\b|[()]|,(?=\s*[}\])])/g;
const WORDS: Readonly<Record<string, string>> = {
  None: 'null',
  True: 'true',
  False: 'false',
  nan: 'NaN',
  inf: 'Infinity',
  '(': '[',
  ')': ']',
  ',': ''
};
const ESCAPE = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([\s\S]))/gi;
const LETTERS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '0': '\0' };

/**
 * JSON, or a literal of Python.
 *
 * @throws SyntaxError if it is neither.
 */
export function parseLiteral(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return parseJson(
      text.replace(TOKEN, token => WORDS[token] ?? JSON.stringify(unescaped(token.slice(1, -1))))
    );
  }
}

function unescaped(text: string): string {
  return text.replace(
    ESCAPE,
    (all: string, x?: string, u?: string, long?: string, one?: string) => {
      const code = x ?? u ?? long;
      if (code === undefined) {
        return one === '\n' ? '' : (LETTERS[one as string] ?? (one as string));
      }
      const point = parseInt(code, 16);
      return point > 0x10ffff ? all : String.fromCodePoint(point);
    }
  );
}
