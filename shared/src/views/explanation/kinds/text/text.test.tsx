// @vitest-environment jsdom
/*
 * Roles and labels that other tests rely on:
 *   table "Explained records"; searchbox "Find in texts"; combobox "Predicted label"
 *   combobox "Explained label", "Pieces"; checkbox "Underline only", "Same scale for all records"
 *   group "Text of record N. …": arrow keys; list "Strongest in this record"
 *   tab "This record", "All records"; list "Contributions of other features"
 *   group "Actions of the text": button "CSV", "PNG", "SVG"; summary "Table"
 */
import { act } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeApi } from '../../../../aws/testing/fakeApi';
import type { TextExplanation } from '../../../../explain/model';
import { fakeHost, type FakeHost } from '../../../testing/fakeHost';
import { click, control, fill, press, render, type Rendered } from '../../../testing/render';
import { textBlocks } from './blocks';
import TextView from './index';
import { recordsWithin } from './StrongestPane';
import { recordRows } from '../../../../explain/text/shownRecord';

const units = (
  text: string,
  lengths: number[]
): TextExplanation['items'][0]['parts'][0]['units'] => {
  let start = 0;
  return lengths.map(length => {
    const unit = { text: text.slice(start, start + length), start, end: start + length };
    start += length;
    return unit;
  });
};

const TEXT = 'A <b>bad</b> day.\nGood';

const explanation: TextExplanation = {
  kind: 'text',
  labels: ['yes', 'no'],
  features: ['review', 'age'],
  records: 2,
  // Record 1: two labels of four units, then age; record 2: two labels of one unit, then age.
  values: Float64Array.from([
    ...[0, -0.3, 0.1, 0.2, 0, 0.3, -0.1, -0.2],
    ...[0.05, -0.05],
    ...[0.4, -0.4],
    ...[0.1, -0.1]
  ]),
  base: [0.5, 0.5],
  unit: 'probability',
  items: [
    {
      parts: [{ feature: 'review', text: TEXT, units: units(TEXT, [2, 10, 6, 4]), first: 0 }],
      others: [{ feature: 'age', type: 'numerical', first: 8 }],
      predictedLabel: 'yes',
      probability: 0.55,
      predictions: [0.55, 0.45]
    },
    {
      parts: [{ feature: 'review', text: 'Second', units: units('Second', [6]), first: 10 }],
      others: [{ feature: 'age', type: 'numerical', first: 12 }],
      predictedLabel: 'no',
      probability: 0.2,
      predictions: [0.2, 0.8]
    }
  ],
  meta: { format: 'F8', source: 'answer.json', warnings: [] }
};

let shown: Rendered | undefined;
afterEach(async () => {
  await shown?.unmount();
  shown = undefined;
});

async function show(
  change: Partial<TextExplanation> = {},
  host: FakeHost = fakeHost({ stored: { 'explanation:text-level': 'token' } })
): Promise<HTMLElement> {
  shown = await render(
    <TextView
      explanation={{ ...explanation, ...change }}
      api={new FakeApi()}
      host={host}
      exportName="reviews"
    />
  );
  return shown.element;
}

const marked = (element: Element): HTMLElement =>
  element.querySelector<HTMLElement>('.ph-MarkedText') as HTMLElement;

describe('the view of texts', () => {
  it('leaves the text as it is and marks the sign by the line below', async () => {
    const element = await show();
    const blocks = [...marked(element).querySelectorAll('.ph-MarkedText-block')];
    expect(blocks.map(block => block.textContent).join('\n')).toBe(TEXT);
    expect(element.querySelector('b')).toBeNull();
    const styles = [...marked(element).querySelectorAll<HTMLElement>('[data-span]')].map(
      span => span.style.textDecorationStyle
    );
    expect(styles).toEqual(['', 'dashed', 'solid', 'solid']);
    expect(element.textContent).toContain(
      'Base 0.5 · text 0 · other features +0.05 · sum 0.55 · prediction 0.55'
    );
  });

  it('explains the label that was predicted, or the one that is chosen', async () => {
    const element = await show();
    await click(element.querySelectorAll<HTMLElement>('tbody tr')[1] as HTMLElement);
    expect(element.textContent).toContain('lowers no');
    await fill(control(element, 'Explained label'), '0');
    expect(element.textContent).toContain('lowers yes');
  });

  it('walks from token to token and says what each does', async () => {
    const element = await show();
    await press(marked(element), 'ArrowRight');
    await press(marked(element), 'ArrowRight');
    const said = [...element.querySelectorAll('.ph-hidden[role="status"]')].map(
      region => region.textContent
    );
    expect(said).toContain('“<b>bad</b>”: −0.3, lowers yes · 1 of 4 by size');
    await press(marked(element), 'End');
    await press(marked(element), 'ArrowUp');
    expect(marked(element).querySelector('.ph-mod-focused')?.textContent).toBe('<b>bad</b>');
    await press(marked(element), 'Escape');
    expect(marked(element).querySelector('.ph-mod-focused')).toBeNull();
  });

  it('finds records by their text and by label', async () => {
    const element = await show();
    await fill(control(element, 'Find in texts'), 'SECOND');
    expect(element.querySelectorAll('tbody tr')).toHaveLength(1);
    await fill(control(element, 'Find in texts'), 'nothing of it');
    expect(element.textContent).toContain('No text holds “nothing of it”.');
    await fill(control(element, 'Find in texts'), '');
    await fill(control(element, 'Predicted label'), 'no');
    expect(element.textContent).toContain('1 of 2 records');
  });

  it('says when contributions miss the prediction, and when nothing was found', async () => {
    const element = await show({ base: [0.1, 0.9] });
    expect(element.textContent).toContain('miss the prediction by 0.4');
    await shown?.unmount();
    expect((await show({ items: [] })).textContent).toContain('No explained records');
  });

  it('exports every label', async () => {
    const host = fakeHost();
    const element = await show({}, host);
    await click(control(element, 'CSV'));
    expect(host.asked).toContain('save reviews-record-1.csv');
    const rows = recordRows(explanation, explanation.items[0]!, 'token');
    expect(rows[0]).toEqual(['feature', 'text', 'start', 'end', 'yes', 'no']);
    expect(rows[2]).toEqual(['review', '<b>bad</b>', 2, 12, -0.3, 0.3]);
    expect(rows.at(-1)).toEqual(['age', null, null, null, 0.05, -0.05]);
  });

  it('shows the tokens of all records', async () => {
    const element = await show();
    const tab = [...element.querySelectorAll<HTMLElement>('[role="tab"]')][1] as HTMLElement;
    await act(async () => tab.click());
    expect(element.querySelector('[aria-label="Strongest in all records"]')?.textContent).toContain(
      'Second'
    );
  });
});

describe('textBlocks', () => {
  it('covers a text of 100,000 tokens without a gap, by whole lines', () => {
    const line = 'ten tokens of a line that is not so long \n';
    const text = line.repeat(10_000);
    const spans = Array.from({ length: text.length / 4 }, (_, i) => ({
      start: i * 4,
      end: i * 4 + 4,
      score: 0,
      units: [i]
    })).filter(({ end }) => end <= text.length);
    const blocks = textBlocks(text, spans);
    expect(blocks.length).toBeGreaterThan(20);
    expect(blocks.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text);
    expect(blocks.every(({ first, last }) => last - first <= 1700)).toBe(true);
    expect(blocks.at(-1)?.last).toBe(spans.length);
  });
});

describe('recordsWithin', () => {
  it('counts whole records, and always one', () => {
    // Four pieces and one.
    expect([1, 4, 5, 100].map(limit => recordsWithin(explanation, limit))).toEqual([1, 1, 2, 2]);
  });
});
