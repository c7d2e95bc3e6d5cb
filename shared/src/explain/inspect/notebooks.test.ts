/** Outputs of notebooks: explanations as they are printed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLiteral } from '../formats/pythonLiteral';
import { fixture } from '../testing/fixtures';
import { inspectOne, inspectFiles } from '../testing/inspecting';

const notebook = (...outputs: object[]): string =>
  JSON.stringify({
    nbformat: 4,
    cells: [{ cell_type: 'markdown' }, ...outputs.map(output => ({ outputs: [output] }))]
  });
const stream = (text: string): object => ({
  output_type: 'stream',
  text: text.split(/(?<=\n)/)
});
const plain = (text: string): object => ({ data: { 'text/plain': text } });

/** As Python prints it. */
function python(value: unknown): string {
  if (value === null) {
    return 'None';
  }
  if (typeof value === 'string') {
    const inner = value
      .replaceAll('\\', '\\\\')
      .replaceAll("'", "\\'")
      .replaceAll('\n', '\\n')
      .replaceAll('\r', '\\r');
    return `'${inner}'`;
  }
  if (typeof value === 'boolean') {
    return value ? 'True' : 'False';
  }
  if (Array.isArray(value)) {
    return `[${value.map(python).join(', ')}]`;
  }
  return typeof value === 'object'
    ? `{${Object.entries(value)
        .map(([key, inner]) => `${python(key)}: ${python(inner)}`)
        .join(', ')}}`
    : JSON.stringify(value);
}

const ANSWER = fixture('online-tabular-adult/response-two-records.json');
const ANALYSIS = fixture('job-credit-risk-shap/analysis.json');

describe('literals of Python', () => {
  it('are read as what they stand for', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        fc.pre(typeof value === 'object');
        const same = JSON.parse(JSON.stringify(value)) as unknown;
        expect(parseLiteral(python(same))).toEqual(same);
      })
    );
    expect(
      parseLiteral("{'a': (1, 2,), \"it's\": [nan, -inf, True,], 'x': '\\x41\\u00e9'}")
    ).toEqual({ a: [1, 2], "it's": [null, '-Infinity', true], x: 'Aé' });
  });

  it.each([
    [
      'array([[0.1, -2.], [inf, nan]], dtype=float32)',
      [
        [0.1, -2],
        ['Infinity', null]
      ]
    ],
    ["{'a': np.float64(0.5), 'b': np.True_, 'c': -np.inf}", { a: 0.5, b: true, c: '-Infinity' }],
    ["OrderedDict([('b', 1), ('a', (2,))])", { b: 1, a: [2] }],
    ["defaultdict(<class 'list'>, {'a': [1]})", { a: [1] }],
    ["{'Body': <botocore.StreamingBody object at 0x7f>, 'n': 1e-05}", null],
    ["{'long': 'one '\n         'two', 2: (1), 'none': {}}", { long: 'one two', 2: 1, none: {} }],
    ["{'a': b'caf\\xc3\\xa9', '__proto__': 1}", null],
    ['{1, 2.5, .5, 1_000}', [1, 2.5, 0.5, 1000]]
  ])('take what Python libraries print: %s', (text, value) => {
    const read = parseLiteral(text);
    if (value === null) {
      expect(Object.keys(read as object)).toHaveLength(2);
    } else {
      expect(read).toEqual(value);
    }
  });

  it.each([
    '',
    '{',
    '[1,,2]',
    "{'a' 1}",
    'open("x")',
    '__import__("os")',
    'array([1, ..., 2])',
    '1 2'
  ])('are nothing else: %s', text => expect(() => parseLiteral(text)).toThrow(SyntaxError));

  it('are read or refused, whatever the text, in time that grows with it', () => {
    const piece = fc.constantFrom(
      ...[
        '{',
        '}',
        '[',
        ']',
        '(',
        ')',
        ',',
        ':',
        "'",
        '"',
        '\\',
        'b',
        'nan',
        '-',
        '1',
        'e5',
        ' ',
        '<',
        '>'
      ],
      ...['array(', 'dtype=', 'None', '_', '.', '#', '\n', '\\x', 'é']
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), pieces => {
        try {
          JSON.stringify(parseLiteral(pieces.join('')));
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError);
        }
      }),
      { numRuns: 2000 }
    );
    // Work that grows with the square of the length would run into the limit of a test.
    for (const text of ['['.repeat(1e6), "'".repeat(1e6 + 1), '-'.repeat(1e6), '<'.repeat(1e6)]) {
      expect(() => parseLiteral(text)).toThrow(SyntaxError);
    }
    expect(parseLiteral(`{'a': '${'b'.repeat(1e7)}'}`)).toHaveProperty('a.length', 1e7);
    expect(parseLiteral(`(1,${' '.repeat(1e7)}2)`)).toEqual([1, 2]);
    expect(parseLiteral(`(${"'a' ".repeat(1e5)},)`)).toEqual(['a'.repeat(1e5)]);
  });
});

describe('notebooks', () => {
  it.each([
    ['JSON', ANSWER],
    ['JSON among other lines', `Response [200]\n${ANSWER}\ndone {x}`],
    ['a dictionary', python(JSON.parse(ANSWER))],
    ['bytes', `b'${JSON.stringify(JSON.parse(ANSWER)).replaceAll('\\', '\\\\')}'`],
    ['colours', `\u001b[34m${ANSWER}\u001b[0m`]
  ])('hold an answer printed as %s', async (_, text) => {
    for (const output of [stream(text), plain(text)]) {
      const e = await inspectOne('n.ipynb', notebook(plain('[1, 2]'), output));
      expect(e).toMatchObject({ format: 'F8', records: 2, features: 14, warnings: [] });
      expect(e.base).toBeCloseTo(0.0028374067042022, 13);
    }
  });

  it('hold reports and lines, one explanation for each output', async () => {
    const series = fixture('job-time-series-weather/out.jsonl').trim();
    const { entries } = await inspectFiles({
      'n.ipynb': notebook(
        stream(`INFO: done\n${ANALYSIS}`),
        stream(`${series}\n${series}\n`),
        plain(ANSWER),
        plain(ANSWER),
        plain(fixture('job-adult-sex-bias/analysis.json'))
      )
    });
    expect(entries.map(({ format, records }) => [format, records])).toEqual([
      ['F2', null],
      ['F7', 2],
      ['F8', 2],
      ['F8', 2],
      ['F1', null]
    ]);
  });

  it('called report are one, whatever they print', async () => {
    const { entries } = await inspectFiles({ 'report.ipynb': notebook(plain(ANALYSIS)) });
    expect(entries.map(({ format }) => format)).toEqual(['F2', 'F13']);
  });

  it('hold a dictionary whose texts are long, as the last line of a cell', async () => {
    const answer = { ...(JSON.parse(ANSWER) as object), log: "it's ".repeat(1e6) };
    const e = await inspectOne('n.ipynb', notebook(plain(python(answer))));
    expect(e).toMatchObject({ format: 'F8', records: 2, features: 14 });
  });

  it('without explanations are not recognised', async () => {
    const text = notebook(plain('{1, 2}'), stream('{"a": 1}\n[unclosed\n{"b": 2}'));
    const { entries, problems } = await inspectFiles({ 'n.ipynb': text });
    expect(entries).toEqual([]);
    expect(problems.join()).toContain('n.ipynb');
  });
});
