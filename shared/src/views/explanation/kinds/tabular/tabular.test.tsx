// @vitest-environment jsdom
/*
 * Roles and labels that other tests rely on, beside those of explanation.test.tsx:
 *   region "What is explained": combobox "Records", "Beside them", button "New cohort…";
 *   searchbox "Find features"; grid "Features"
 *   tab "Importance", "Beeswarm", "Record map", "Comparison"; combobox "Show", "Bars",
 *   "Importance by", "Order of records"; checkbox "Drag to choose records", "Fold one-hot columns";
 *   button "Compare with…"
 *   tab "Record", "Feature"; combobox "Drawn as", "Colour by"
 *   figure "Forces on record N", "Dependence on FEATURE", "Map of all records",
 *   "Importance in both"
 */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { smallExplanation } from '../../../../explain/testing/fixtures';
import type { TabularExplanation } from '../../../../explain/model';
import { fakePlotly } from '../../../../plots/testing/fakePlotly';
import { fakeHost } from '../../../testing/fakeHost';
import { click, control, fill, press, render, settle } from '../../../testing/render';
import { findNames } from '../../../../explain/search';
import TabularView from '.';
import { FakeApi } from '../../../../aws/testing/fakeApi';
import { ExplanationPanel, type ExplanationPanelProps } from './ExplanationPanel';

vi.mock('../../../../plots/plotly', async original => ({
  ...(await original<object>()),
  loadPlotly: async () => fakePlotly
}));

afterEach(() => document.body.replaceChildren());

// jsdom has no canvas: the dots' picture is left out.
HTMLCanvasElement.prototype.getContext = () => null;

async function show(
  change: Partial<TabularExplanation> = {},
  props: Partial<ExplanationPanelProps> = {}
) {
  const host = fakeHost();
  const { element } = await render(
    <ExplanationPanel
      explanation={smallExplanation(change)}
      host={host}
      exportName="job"
      {...props}
    />
  );
  await settle(20);
  return { element, host };
}

const rowsOf = (element: Element, grid: string): HTMLElement[] => [
  ...element.querySelectorAll<HTMLElement>(`[aria-label="${grid}"] tbody tr`)
];
const figure = (element: Element, label: string): HTMLElement | null =>
  element.querySelector(`figure[aria-label="${label}"]`);
const selected = (element: Element, grid: string): (string | null)[] =>
  rowsOf(element, grid)
    .filter(row => row.getAttribute('aria-selected') === 'true')
    .map(row => row.querySelector('th')?.textContent ?? null);

describe('one selection', () => {
  it('is followed by lists, waterfall, force and dependence', async () => {
    const { element } = await show();
    await click(rowsOf(element, 'Explained records')[1] as HTMLElement);
    expect(figure(element, 'Waterfall of record 2')).not.toBeNull();
    await fill(control(element, 'Drawn as'), 'force');
    expect(figure(element, 'Forces on record 2')?.textContent).toContain('age lowers yes by 1');
    await click(rowsOf(element, 'Features')[0] as HTMLElement);
    expect(figure(element, 'Dependence on age')).not.toBeNull();
    // A point of the dependence chooses its record: by value 37, then 52.
    const chart = figure(element, 'Dependence on age')?.querySelector<HTMLElement>(
      '[role="application"]'
    ) as HTMLElement;
    await press(chart, 'End');
    await press(chart, 'Home');
    await press(chart, 'ArrowRight');
    await press(chart, 'Enter');
    expect(selected(element, 'Explained records')).toEqual(['1']);
  });

  it('is changed from the record map', async () => {
    const { element } = await show();
    await click(control(element, 'Record map'));
    await fill(control(element, 'Order of records'), 'output');
    const chart = figure(element, 'Map of all records')?.querySelector<HTMLElement>(
      '[role="application"]'
    ) as HTMLElement;
    await press(chart, 'ArrowDown');
    await press(chart, 'End');
    await press(chart, 'Enter');
    expect(selected(element, 'Explained records')).toEqual(['3']);
  });

  it('walks the segments of a force plot', async () => {
    const { element } = await show();
    await fill(control(element, 'Drawn as'), 'force');
    const chart = figure(element, 'Forces on record 1')?.querySelector<HTMLElement>(
      '[role="application"]'
    ) as HTMLElement;
    await press(chart, 'Home');
    await press(chart, 'Home');
    expect(chart.querySelector('.ph-Chart-tip')?.textContent).toBe('age = 37: +0.5');
    await press(chart, 'ArrowRight');
    expect(chart.querySelector('.ph-Chart-tip')?.textContent).toBe('income = high: −0.25');
  });
});

describe('importance', () => {
  it('is measured as the user likes, in bars, list and axis alike', async () => {
    const { element } = await show();
    const first = (): string => rowsOf(element, 'Features')[0]?.textContent ?? '';
    expect(first()).toContain('1.167');
    await fill(control(element, 'Importance by'), 'max_abs');
    expect(first()).toContain('2');
    expect(figure(element, 'Feature importance')?.textContent).toContain(
      'age matters most of 2 features: largest |contribution| 2 (log-odds).'
    );
    await fill(control(element, 'Importance by'), 'median_abs');
    expect(figure(element, 'Feature importance')?.textContent).toContain('median |contribution| 1');
  });

  it('of one-hot columns is told together when asked for, and sums still add up', async () => {
    const data = [
      [37, 52, 20],
      [1, 0, 0],
      [0, 1, 0]
    ];
    const e = smallExplanation({
      features: ['age', 'color_red', 'color_blue'],
      values: Float64Array.of(0.5, -0.25, 0.1, -1, 0.75, 0, 2, 0, -0.5),
      predictions: Float64Array.of(0.45, -0.15, 1.6),
      baseline: [40, 0, 1],
      data
    });
    const { element } = await render(
      <TabularView explanation={e} api={new FakeApi({})} host={fakeHost()} exportName="job" />
    );
    await settle(20);
    const names = (): (string | undefined)[] =>
      rowsOf(element, 'Features').map(row => row.querySelector('th')?.textContent ?? undefined);
    expect(names()).toEqual(['age', 'color_red', 'color_blue']);
    const fold = element.querySelector('.ph-Explain-what input[type="checkbox"]') as HTMLElement;
    await click(fold);
    expect(names()).toEqual(['age', 'color']);
    expect(element.querySelector('[role="note"]')?.textContent).toContain('Adds up');
    expect(rowsOf(element, 'Explained records')[0]?.textContent).toContain('red');
    // Records, cohorts and features that are chosen stay chosen.
    await click(fold);
    expect(names()).toHaveLength(3);
    await click(control(element, 'New cohort…'));
    await fill(control(element, 'From'), '30');
    await click(control(element, 'Use cohort'));
    await click(rowsOf(element, 'Explained records')[1] as HTMLElement);
    expect(figure(element, 'Waterfall of record 2')).not.toBeNull();
    const cohort = (): string | undefined =>
      (control(element, 'Records') as HTMLSelectElement).selectedOptions[0]?.text;
    expect(cohort()).toBe('age: from 30');
    await click(fold);
    expect(names()).toEqual(['age', 'color']);
    expect(cohort()).toBe('age: from 30');
    expect(figure(element, 'Waterfall of record 2')).not.toBeNull();
    await click(rowsOf(element, 'Features')[1] as HTMLElement);
    await click(fold);
    expect(
      rowsOf(element, 'Features')
        .find(row => row.getAttribute('aria-selected') === 'true')
        ?.querySelector('th')?.textContent
    ).toBe('color_blue');
    expect(cohort()).toBe('age: from 30');
  });
});

describe('a file that ends before its values', () => {
  it('is said to hold none, and why', async () => {
    const none = new Float64Array(0);
    const small = smallExplanation();
    const e = smallExplanation({
      ...{ features: [], records: 0, values: none, global: none },
      ...{ data: undefined, baseline: undefined, predictions: undefined },
      meta: { ...small.meta, warnings: ['cut.json: damaged at line 1 (the text ends too early).'] }
    });
    const { element } = await render(
      <TabularView explanation={e} api={new FakeApi({})} host={fakeHost()} exportName="job" />
    );
    await settle(20);
    expect(element.textContent).toContain('There are no contributions in it.');
    expect(element.textContent).toContain('The file names “yes” as explained');
    expect(element.textContent).toContain('damaged at line 1 (the text ends too early)');
    expect(element.textContent).not.toContain('No feature is named');
  });
});

describe('cohorts', () => {
  it('by prediction and outcome are offered; all views are of the cohort', async () => {
    const { element } = await show({ actual: ['yes', 'yes', 'yes'] });
    const choices = [...(control(element, 'Records') as HTMLSelectElement).options];
    expect(choices.map(choice => choice.text)).toEqual([
      'All records',
      'Predicted: yes',
      'Predicted: not yes',
      'Right predictions',
      'Wrong predictions'
    ]);
    await fill(control(element, 'Records'), '4');
    expect(element.textContent).toContain('1 of 3 records');
    expect(rowsOf(element, 'Explained records')).toHaveLength(1);
    expect(figure(element, 'Waterfall of record 2')).not.toBeNull();
    expect(figure(element, 'Feature importance')?.textContent).toContain('Over 1 record.');
  });

  it('are made by value, and stand beside another on the same axis', async () => {
    const { element } = await show();
    await click(control(element, 'New cohort…'));
    expect(control(element, 'Use cohort')).toHaveProperty('disabled', true);
    await fill(control(element, 'From'), '40');
    await click(control(element, 'Use cohort'));
    expect(element.textContent).toContain('1 of 3 records');
    await fill(control(element, 'Beside them'), '0');
    expect(figure(element, 'Feature importance')?.textContent).toContain(
      'age: from 40 beside All records'
    );
    await click(control(element, 'Beeswarm'));
    expect(figure(element, 'Contributions of age: from 40')).not.toBeNull();
    expect(figure(element, 'Contributions of All records, compared')).not.toBeNull();
  });

  it('that hold no record are not taken', async () => {
    const { element, host } = await show();
    await click(control(element, 'New cohort…'));
    await fill(control(element, 'From'), '400');
    await click(control(element, 'Use cohort'));
    expect(element.textContent).toContain('3 of 3 records');
    expect(host.asked.join()).toContain('No record belongs to this cohort.');
  });
});

describe('states', () => {
  it('open on the predicted class of the first record', async () => {
    const { element } = await show({
      labels: ['a', 'b'],
      records: 1,
      values: Float64Array.of(1, 2, 3, 4),
      base: [0, 0],
      predictions: Float64Array.of(3, 7),
      data: undefined
    });
    expect(control(element, 'Explained output')).toHaveProperty('value', '1');
    await fill(control(element, 'Bars'), 'labels');
    expect(figure(element, 'Feature importance')?.textContent).toContain('2 outputs');
  });

  it('mark records without explanation', async () => {
    const { element } = await show({ recordIndices: [0, 2, 3], requestRecords: 5 });
    const rows = rowsOf(element, 'Explained records');
    expect(rows.map(row => row.textContent)).toEqual([
      expect.stringMatching(/^10.35/),
      '2not explained––',
      expect.stringMatching(/^3/),
      expect.stringMatching(/^4/),
      '5not explained––'
    ]);
    await click(rows[1] as HTMLElement);
    expect(figure(element, 'Waterfall of record 1')).not.toBeNull();
    expect(element.textContent).toContain('2 of the request not explained');
  });

  it('say what is missing without values of features or records', async () => {
    const { element } = await show({ data: undefined });
    await click(rowsOf(element, 'Features')[0] as HTMLElement);
    expect(element.textContent).toContain('No values of features');
    const { element: empty } = await show({
      records: 0,
      values: new Float64Array(0),
      global: Float64Array.of(1, 2),
      data: undefined,
      predictions: undefined
    });
    expect(control(empty, 'Record map')).toHaveProperty('disabled', true);
    expect(empty.textContent).toContain('save_local_shap_values');
  });
});

describe('a second explanation', () => {
  it('stands beside the first, with the agreement and what only one has', async () => {
    const picked = vi.fn();
    const first = await show({}, { onPickComparison: picked });
    await click(control(first.element, 'Compare with…'));
    expect(picked).toHaveBeenCalledOnce();
    const end = vi.fn();
    const { element } = await show(
      {},
      {
        comparison: {
          name: 'older job',
          explanation: smallExplanation({ features: ['income', 'height'] })
        },
        onEndComparison: end
      }
    );
    expect(control(element, 'Comparison').getAttribute('aria-selected')).toBe('true');
    expect(element.textContent).toContain('Only in job: age.');
    expect(element.textContent).toContain('Only in older job: height.');
    expect(element.textContent).toContain('Agreement of the order (NDCG) 1');
    await click(control(element, 'End comparison'));
    expect(end).toHaveBeenCalledOnce();
  });
});

describe('feature search', () => {
  it('wants all words, in any case and order', () => {
    expect(findNames(['Mean Radius', 'radius error', 'Area'], 'RADIUS mean')).toEqual([0]);
    expect(findNames(['a'], '  ')).toBeUndefined();
  });

  it('finds one of 5,000 names', () => {
    const names = Array.from({ length: 5000 }, (_, i) => `Column number ${i}`);
    expect(findNames(names, 'number 4999')).toEqual([4999]);
  });

  it('says when nothing is found, and shows what is', async () => {
    const { element } = await show();
    await fill(control(element, 'Find features'), 'inc');
    expect(rowsOf(element, 'Features').map(row => row.querySelector('th')?.textContent)).toEqual([
      'income'
    ]);
    await fill(control(element, 'Find features'), 'zzz');
    expect(element.textContent).toContain('No feature is named like “zzz”');
  });
});
