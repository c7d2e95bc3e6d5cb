import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNotebook } from './notebook';
import { framedPage } from './sandbox';

const cell = (outputs: unknown[]): string =>
  JSON.stringify({ cells: [{ cell_type: 'code', source: ['a\n', 'b'], outputs }] });

describe('report notebooks', () => {
  it('become headings, texts, outputs and pictures', () => {
    const { blocks } = readNotebook(
      JSON.stringify({
        cells: [
          { cell_type: 'markdown', source: '# Title\nsome *text*\n\n## Part' },
          {
            cell_type: 'code',
            source: '',
            outputs: [
              { output_type: 'stream', text: ['\u001b[31mred\u001b[0m\n'] },
              { output_type: 'display_data', data: { 'image/png': ['QUJD\n', 'REVG'] } },
              {
                output_type: 'execute_result',
                data: { 'text/html': '<b>', 'text/plain': '<Page>' }
              },
              { output_type: 'execute_result', data: { 'text/plain': '3' } }
            ]
          }
        ]
      })
    );
    expect(blocks).toEqual([
      { kind: 'heading', level: 1, text: 'Title' },
      { kind: 'text', text: 'some *text*' },
      { kind: 'heading', level: 2, text: 'Part' },
      { kind: 'output', text: 'red\n' },
      { kind: 'picture', type: 'image/png', base64: 'QUJDREVG' },
      { kind: 'omitted', what: 'text/html' },
      { kind: 'output', text: '3' }
    ]);
  });

  it('take no picture that is none', () => {
    const { blocks } = readNotebook(
      cell([{ output_type: 'display_data', data: { 'image/png': 'x" onerror="run()' } }])
    );
    expect(blocks.some(({ kind }) => kind === 'picture')).toBe(false);
  });

  it('say what is wrong with other files', () => {
    expect(() => readNotebook('{')).toThrow('not valid JSON');
    expect(() => readNotebook('[]')).toThrow('no list of cells');
  });

  it('are read whatever the cells hold', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.array(fc.jsonValue()), (cells, outputs) => {
        expect(() => readNotebook(JSON.stringify({ cells }))).not.toThrow();
        expect(() => readNotebook(cell(outputs))).not.toThrow();
      })
    );
  });
});

describe('framed pages', () => {
  it('begin with a policy that nothing of the page can come before', () => {
    const page = framedPage('\uFEFF<!DOCTYPE html><html><script>run()</script></html>');
    expect(page).toMatch(/^<!doctype html><meta http-equiv="Content-Security-Policy"/);
    expect(page).toContain("default-src 'none'");
    expect(page).not.toContain('script-src');
    expect(page.match(/<!doctype/gi)).toHaveLength(1);
  });
});
