// @vitest-environment jsdom
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallExplanation } from '../testing/fixtures';
import { escapeHtml, htmlReport } from './html';
import { pythonCode } from './python';
import { explanationTables } from './tables';

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
            tables: [{ title: name, columns: [{ name }, { name: cell }], rows: [[cell, 1]] }]
          })
        );
        const kinds = new Set([...page.querySelectorAll('*')].map(element => element.localName));
        expect([...kinds].sort()).toEqual(
          [
            ...['html', 'head', 'meta', 'title', 'style', 'body', 'h1', 'p', 'figure', 'h2', 'img'],
            ...['figcaption', 'table', 'thead', 'tbody', 'tr', 'th', 'td']
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
