// @vitest-environment jsdom
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TextExplanation } from '../model';
import { smallExplanation } from '../testing/fixtures';
import { escapeHtml, htmlReport } from './html';
import { pythonCode } from './python';
import { explanationTables } from './tables';
import { explanationTexts, STRENGTHS } from './texts';

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '</title><script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '</td></table><iframe srcdoc="x">',
    "' onload='alert(1)",
    '-->\u0000<svg/onload=alert(1)>',
    '</style><link rel=stylesheet href=//x>'
  ),
  fc
    .tuple(fc.string(), fc.constantFrom('<', '>', '"', "'", '&', '`', '='), fc.string())
    .map(parts => parts.join(''))
);

const parse = (html: string): Document => new DOMParser().parseFromString(html, 'text/html');

describe('the HTML export', () => {
  it('lets in its own sheet and pictures in the file, and nothing else', () => {
    const page = parse(htmlReport({ title: 't', facts: [], pictures: [], tables: [] }));
    const policy = page.querySelector('meta[http-equiv]')?.getAttribute('content') ?? '';
    const style = page.querySelector('style')?.textContent ?? '';
    const digest = createHash('sha256').update(style).digest('base64');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src 'sha256-${digest}'`);
    expect(policy).toContain('img-src data:;');
    expect(policy).not.toMatch(/unsafe|script-src|https?:/);
    // What a policy does not stop must not stand before it.
    expect(page.head.firstElementChild?.getAttribute('charset')).toBe('utf-8');
    expect(page.head.children[1]?.hasAttribute('http-equiv')).toBe(true);
  });

  it('keeps every text a text, whatever it is', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, hostile, (title, fact, name, cell) => {
        const page = parse(
          htmlReport({
            title,
            facts: [fact],
            pictures: [{ label: name, summary: cell, address: 'data:image/png;base64,AAAA' }],
            texts: [{ title: name, pieces: [{ text: cell, strength: -2, score: -0.5 }] }],
            tables: [{ title: name, columns: [{ name }, { name: cell }], rows: [[cell, 1]] }]
          })
        );
        const kinds = new Set([...page.querySelectorAll('*')].map(element => element.localName));
        expect([...kinds].sort()).toEqual(
          [
            ...['html', 'head', 'meta', 'title', 'style', 'body', 'h1', 'p', 'figure', 'h2', 'img'],
            ...['figcaption', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'span']
          ].sort()
        );
        for (const element of page.querySelectorAll('*')) {
          for (const { name: attribute } of element.attributes) {
            expect(attribute).not.toMatch(/^on/);
          }
        }
        expect(page.querySelectorAll('[src], [href]')).toHaveLength(1);
        // As the parser of a page does, a test takes both kinds of line end for one.
        const plain = (text: string): string =>
          parse(`<p>${escapeHtml(text)}</p>`).querySelector('p')?.textContent ?? '';
        expect(page.querySelector('td')?.textContent).toBe(plain(cell));
        expect(page.querySelector('span')?.textContent).toBe(plain(cell));
      })
    );
  });

  it('loses no letter that a page may hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        const shown = parse(`<p title="${escapeHtml(text)}">x</p>`).querySelector('p')?.title;
        expect(shown).toBe(text);
      })
    );
  });

  it('takes no picture from elsewhere', () => {
    for (const address of [
      'https://example.org/x.png',
      'data:text/html;base64,AAAA',
      'data:image/svg+xml,<svg onload=alert(1)>',
      'data:image/png;base64,AA" onerror="x'
    ]) {
      const pictures = [{ label: 'p', summary: '', address }];
      expect(() => htmlReport({ title: 't', facts: [], pictures, tables: [] })).toThrow();
    }
  });

  it('says how many rows are left out', () => {
    const many = smallExplanation({
      records: 600,
      values: new Float64Array(1200).fill(1),
      predictions: undefined
    });
    const records = explanationTables(many).at(-1);
    expect(records?.rows).toHaveLength(500);
    expect(records?.omitted).toBe(100);
    const html = htmlReport({ title: 't', facts: [], pictures: [], tables: [records as never] });
    expect(html).toContain('100 more rows are left out');
  });
});

describe('marked texts', () => {
  const text = 'Great  music,\n<b>bad</b> end';
  const unit = (word: string): { text: string; start: number; end: number } => {
    const start = text.indexOf(word);
    return { text: word, start, end: start + word.length };
  };
  const units = ['Great', 'music', '<b>bad</b>', 'end'].map(unit);
  const explanation: TextExplanation = {
    kind: 'text',
    labels: ['yes', 'no'],
    features: ['review'],
    records: 1,
    values: Float64Array.from([0.4, 0.01, -0.2, 0, -0.4, -0.01, 0.2, 0]),
    base: [null, null],
    unit: 'probability',
    items: [
      { parts: [{ feature: 'review', text, units, first: 0 }], others: [], predictedLabel: 'no' }
    ],
    meta: { format: 'F10', source: 'r.json', warnings: [] }
  };

  it('keep every letter, and mark words by what they do to the predicted label', () => {
    const [shown] = explanationTexts(explanation);
    expect(shown?.title).toBe('Record 1: contributions to no');
    expect(shown?.pieces.map(piece => piece.text).join('')).toBe(text);
    const marks = shown?.pieces.filter(({ strength }) => strength).map(p => [p.text, p.strength]);
    expect(marks?.[0]).toEqual(['Great', -STRENGTHS]);
    expect(
      marks?.some(([word, strength]) => String(word).includes('bad') && Number(strength) > 0)
    ).toBe(true);
    const page = parse(
      htmlReport({ title: 't', facts: [], pictures: [], texts: [shown!], tables: [] })
    );
    expect(page.querySelector('.t')?.textContent).toBe(text);
    expect(page.querySelector('.l6')?.getAttribute('title')).toBe('-0.4');
    expect(page.querySelector('b')).toBeNull();
  });

  it('are bounded, and say what is left out', () => {
    const part = { feature: 'review', text: 'x'.repeat(300_000), units: [], first: 0 };
    const long = { ...explanation, items: [{ parts: [part, part], others: [] }] };
    const shown = explanationTexts(long);
    expect(shown).toHaveLength(1);
    expect(shown[0]?.omitted).toBe(100_000);
    const html = htmlReport({ title: 't', facts: [], pictures: [], texts: shown, tables: [] });
    expect(html).toContain('100000 more letters are left out');
  });
});

describe('the tables', () => {
  it('hold the numbers in the order of their size', () => {
    const [base, importance] = explanationTables(smallExplanation());
    expect(base?.rows[0]?.[0]).toBe(smallExplanation().labels[0]);
    const sizes = importance?.rows.map(row => Math.abs(row[1] as number)) ?? [];
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  });
});

describe('the code', () => {
  it('names the source as a literal, whatever it is', () => {
    fc.assert(
      fc.property(hostile, hostile, (source, label) => {
        const e = smallExplanation({ labels: [label] });
        const code = pythonCode({ ...e, meta: { ...e.meta, source } });
        // A literal stays on its line: no name can end it and begin a statement.
        const line = /^SOURCE = (.*)$/m.exec(code)?.[1] ?? '';
        expect(JSON.parse(line)).toBe(source);
        const named = /^label = (.*)$/m.exec(code)?.[1] ?? '';
        expect(JSON.parse(named)).toBe(label);
      })
    );
  });
});
