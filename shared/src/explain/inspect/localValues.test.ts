/** Local values (F5) and baselines (F12) as the format allows them, one variant each. */
import { describe, expect, it } from 'vitest';
import { inspectFiles, inspectOne } from '../testing/inspecting';

const analysis = (labels: Record<string, Record<string, unknown>>, base = 0.5): string =>
  JSON.stringify({
    version: '1.0',
    explanations: {
      kernel_shap: Object.fromEntries(
        Object.entries(labels).map(([label, values]) => [
          label,
          { global_shap_values: values, expected_value: base }
        ])
      )
    }
  });

describe('a lone out.csv', () => {
  it.each([
    ['one label', 'Age_Target,Sex_Target\n1,-2\n', ['Target'], 2],
    ['default label', 'Age_label0,Sex_label0\n1,-2\n', ['label0'], 2],
    ['a single column', 'Age_Target\n1\n', ['Target'], 1],
    ['several labels', 'F1_L1,F2_L1,F1_L2,F2_L2\n1,2,3,4\n', ['L1', 'L2'], 2],
    [
      'labels with underscores',
      'a_very_good,b_very_good,a_bad,b_bad\n1,2,3,4\n',
      ['very_good', 'bad'],
      2
    ],
    ['labels with other features', 'a_x,b_x,c_x,a_y,b_y\n1,2,3,4,5\n', ['x', 'y'], 3],
    ['a label that looks like a number', 'Age_0.31,Sex_0.31\n1,2\n', ['0.31'], 2],
    ['numbers as labels', 'a_0,b_0,a_1,b_1\n1,2,3,4\n', ['0', '1'], 2],
    ['an empty label', 'Age_,Sex_\n1,2\n', [''], 2],
    ['a byte order mark and CRLF', '\ufeffAge_y,Sex_y\r\n1,2\r\n', ['y'], 2],
    ['quotes, commas and line feeds in names', '"a, ""b""_y","c\nd_y",e/f_y\n1,2,3\n', ['y'], 3],
    ['quoted cells', '"Age_y","Sex_y"\n"1","2"\n', ['y'], 2],
    ['a name that begins like JSON', '[x]_y,{z}_y\n1,2\n', ['y'], 2],
    ['no header', '0.5,-1\n2,3\n', ['label0'], 2]
  ])('may have %s', async (_, text, labels, features) => {
    const e = await inspectOne('out.csv', text);
    expect(e).toMatchObject({ format: 'F5', kind: 'tabular', labels, features, base: null });
    expect(e.records).toBe(_ === 'no header' ? 2 : 1);
  });

  it('without records is known by its columns', async () => {
    const e = await inspectOne('values.csv', 'a_y,b_y\n');
    expect(e).toMatchObject({ format: 'F5', labels: ['y'], records: 0, features: 2, top: [] });
    const { entries } = await inspectFiles({ 'people.csv': 'name,city\n' });
    expect(entries).toEqual([]);
  });

  it('holds decimal numbers, nothing that only JavaScript takes for one', async () => {
    const e = await inspectOne('out.csv', 'a_y,b_y\n0x10,0b1\n+5,.5\n1_0,-0X1\n');
    expect(e.top).toEqual([
      { feature: 'a', value: 5 },
      { feature: 'b', value: 0.5 }
    ]);
    expect(e.warnings.join()).toContain('4 cells without a number');
  });

  it('tells columns of one name apart by the order of the labels', async () => {
    const { entries } = await inspectFiles({
      'analysis.json': analysis({
        yes: { a_very: 1, b: 2 },
        very_yes: { a: 3, b: 4 }
      }),
      'out.csv': 'a_very_yes,b_yes,a_very_yes,b_very_yes\n1,2,3,4\n-1,-2,-3,-4\n'
    });
    const local = entries.find(({ format }) => format === 'F5');
    expect(local).toMatchObject({ labels: ['yes', 'very_yes'], records: 2, warnings: [] });
    expect(local?.checks.find(({ name }) => name === 'global-values')?.ok).toBe(true);
    expect(local?.top.map(({ feature, value }) => [feature, value])).toEqual([
      ['b', 4],
      ['a', 3],
      ['a_very', 1]
    ]);
  });

  it('keeps names as they are', async () => {
    const e = await inspectOne('out.csv', '"a, ""b""_y","c\nd_y",e/f_y\n1,2,3\n');
    expect(e.top).toEqual([
      { feature: 'e/f', value: 3 },
      { feature: 'c\nd', value: 2 },
      { feature: 'a, "b"', value: 1 }
    ]);
  });

  it.each([
    ['last', 'a_y,b_y,id\n1,2,r 1\n3,4,r2\n'],
    ['last and with an underscore', 'a_y,b_y,row_id\n1,2,7\n3,4,8\n'],
    ['first', 'id,a_y,b_y\nr1,1,2\nr2,3,4\n'],
    ['last behind several labels', 'a_y,b_y,a_n,b_n,id\n1,2,0,0,x\n3,4,0,0,y\n']
  ])('may have a join key that stands %s', async (_, text) => {
    const e = await inspectOne('out.csv', text);
    expect(e).toMatchObject({ features: 2, records: 2 });
    expect(e.top).toEqual([
      { feature: 'b', value: 3 },
      { feature: 'a', value: 2 }
    ]);
    expect(e.checks).toEqual([expect.objectContaining({ name: 'complete', ok: true })]);
  });

  it('has the mean of sizes as its strongest features, the largest label counting', async () => {
    const text = 'a_x,b_x,c_x,d_x,e_x,f_x\n1,-2,3,-4,5,0.5\n-1,2,-3,4,-5,0.5\n';
    expect((await inspectOne('out.csv', text)).top).toEqual([
      { feature: 'e', value: 5 },
      { feature: 'd', value: 4 },
      { feature: 'c', value: 3 },
      { feature: 'b', value: 2 },
      { feature: 'a', value: 1 }
    ]);
    const two = await inspectOne('out.csv', 'a_x,b_x,a_y,b_y\n1,-2,-9,0\n');
    expect(two.top).toEqual([
      { feature: 'a', value: 9 },
      { feature: 'b', value: 2 }
    ]);
  });

  it('is recognised by its header under any name, with missing values in its first row', async () => {
    const text = 'a_label0,b_label0\nNaN,\n1,Infinity\n';
    const e = await inspectOne('local values.csv', text);
    expect(e).toMatchObject({ format: 'F5', labels: ['label0'], records: 2 });
    expect(e.checks[0]).toMatchObject({ name: 'complete', ok: false });
    expect(e.warnings.join()).toContain(
      '3 cells without a number, left out (first: line 2, column a_label0)'
    );
    expect(e.top).toEqual([{ feature: 'a', value: 1 }]);
  });

  it('may have thousands of columns, whose names are longer than a first look', async () => {
    const names = Array.from({ length: 5000 }, (_, i) => `a rather long name of feature ${i}_y`);
    const text = `${names.join(',')}\n${names.map((_, i) => i).join(',')}\n`;
    const e = await inspectOne('wide.csv', text);
    expect(e).toMatchObject({ format: 'F5', labels: ['y'], features: 5000, records: 1 });
    expect(e.top[0]).toEqual({ feature: 'a rather long name of feature 4999', value: 4999 });
  });

  it('may hold nothing but NaN, no records, or no contributions', async () => {
    const nan = await inspectOne('out.csv', 'a_y,b_y\nNaN,nan\n,\n');
    expect(nan).toMatchObject({ records: 2, top: [], features: 2 });
    expect(nan.checks).toEqual([
      { name: 'complete', ok: false, detail: '4 of 4 values are missing or no numbers.' }
    ]);
    expect(await inspectOne('out.csv', 'a_y,b_y\n')).toMatchObject({ records: 0, labels: ['y'] });
    expect(await inspectOne('out.csv', 'a_y,b_y')).toMatchObject({ records: 0, features: 2 });
  });

  it('shows columns that end in no label under their own names', async () => {
    const e = await inspectOne('out.csv', 'Age,Income\n1,2\n');
    expect(e).toMatchObject({ features: 2, records: 1, labels: ['label0'] });
    expect(e.warnings.join()).toContain('no column ends in _<label>');
  });
});

describe('local values of a report', () => {
  const values = { age: 2, job_type: 1 };

  it('take the longest known label, whatever names share', async () => {
    const { entries } = await inspectFiles({
      'analysis.json': analysis({ type: values, job_type: values }),
      'explanations_shap/out.csv':
        'age_type,job_type_type,age_job_type,job_type_job_type\n1,2,3,4\n'
    });
    const local = entries.find(({ format }) => format === 'F5');
    expect(local).toMatchObject({ labels: ['type', 'job_type'], features: 2, records: 1 });
    expect(local?.top).toEqual([
      { feature: 'job_type', value: 4 },
      { feature: 'age', value: 3 }
    ]);
    expect(local?.base).toEqual({ type: 0.5, job_type: 0.5 });
  });

  it('show columns of features that the analysis does not have', async () => {
    const { entries } = await inspectFiles({
      'analysis.json': analysis({ y: { a: 1, b: 2 } }),
      'explanations_shap/out.csv': 'a_y,b_y,new_y,id\n1,2,3,r1\n'
    });
    expect(entries[1]).toMatchObject({ format: 'F5', features: 3, records: 1, labels: ['y'] });
  });

  it('name columns that fit no label', async () => {
    const { entries } = await inspectFiles({
      'analysis.json': analysis({ y: { a: 1, b: 2 } }),
      'explanations_shap/out.csv': 'x1,a_y,x2,b_y,id\n9,1,9,2,r1\n'
    });
    expect(entries[1]).toMatchObject({ features: 2, records: 1 });
    expect(entries[1]?.warnings.join()).toContain('2 columns fit no label, left out (first: x1)');
  });

  it('may have a baseline with features that were not explained', async () => {
    const { entries } = await inspectFiles({
      'analysis.json': analysis({ label0: { a: 1, b: 2 } }),
      'explanations_shap/baseline.csv': 'a,b,c,d,e\n1,2,3,4,5\n',
      'explanations_shap/out.csv': 'a_label0,b_label0\n1,-2\n'
    });
    expect(entries.map(({ format, features, records }) => [format, features, records])).toEqual([
      ['F2', 2, null],
      ['F5', 2, 1],
      ['F12', 5, 1]
    ]);
    expect(entries.flatMap(({ warnings }) => warnings)).toEqual([]);
  });

  it('may have a label for which fewer features were explained', async () => {
    const { entries } = await inspectFiles({
      'analysis.json': analysis({ l1: { a: 1, b: 2, c: 3 }, l2: { a: 4 } }),
      'explanations_shap/out.csv': 'a_l1,b_l1,c_l1,a_l2\n1,2,3,4\n'
    });
    expect(entries[1]).toMatchObject({ labels: ['l1', 'l2'], features: 3 });
    expect(entries[1]?.warnings).toEqual([]);
    expect(entries[0]?.base).toEqual({ l1: 0.5, l2: 0.5 });
  });

  it('tell of a label without columns', async () => {
    const { entries } = await inspectFiles({
      'analysis.json': analysis({ l1: { a: 1, b: 2 }, l2: { a: 4, b: 5 } }),
      'explanations_shap/out.csv': 'a_l1,b_l1\n1,2\n'
    });
    expect(entries[1]?.warnings.join()).toContain('2 of 4 expected columns are missing');
  });

  it('rank by their own values, and say that global ones differ', async () => {
    const { entries } = await inspectFiles({
      'analysis.json': analysis({ y: { a: 10, b: 1 } }),
      'explanations_shap/out.csv': 'a_y,b_y\n1,-3\n'
    });
    expect(entries[1]?.top).toEqual([
      { feature: 'b', value: 3 },
      { feature: 'a', value: 1 }
    ]);
    expect(entries[1]?.checks).toContainEqual(
      expect.objectContaining({ name: 'global-values', ok: false })
    );
  });

  it('without a header have the order of the analysis', async () => {
    const { entries } = await inspectFiles({
      'analysis.json': analysis({ y: { a: 10, b: 1 } }),
      'explanations_shap/out.csv': '1,-3\n0.5,2\n'
    });
    expect(entries[1]).toMatchObject({ format: 'F5', records: 2, labels: ['y'], base: 0.5 });
    expect(entries[1]?.top[0]).toEqual({ feature: 'b', value: 2.5 });
  });

  it('called like the features alone are those of the only label', async () => {
    const { entries } = await inspectFiles({
      'analysis.json': analysis({ y: { a: 10, b: 1 } }),
      'explanations_shap/out.csv': 'a,b,id\n1,-3,k\n'
    });
    expect(entries[1]).toMatchObject({ labels: ['y'], base: 0.5, features: 2 });
    expect(entries[1]?.warnings.join()).toContain('no column ends in _y');
  });

  it('of another job in the same folder stand for themselves', async () => {
    const { entries } = await inspectFiles({
      'analysis.json': analysis({ label0: { a: 10, b: 1 } }),
      'first.csv': 'a_label0,b_label0\n1,2\n',
      'other.csv': 'p_label0,q_label0,r_label0\n1,2,3\n4,5,6\n'
    });
    expect(entries.map(({ path, base, records }) => [path, base, records])).toEqual([
      ['in/analysis.json', 0.5, null],
      ['in/first.csv', 0.5, 1],
      ['in/other.csv', null, 2]
    ]);
  });
});

describe('part files', () => {
  const sum = async (files: Record<string, string>) => {
    const { entries, problems } = await inspectFiles(files);
    return { entries, problems, first: entries[0] };
  };

  it.each([
    [
      'a folder out.csv',
      'x/explanations_shap/out.csv/part-',
      '.csv',
      'in/x/explanations_shap/out.csv'
    ],
    ['files without an ending', 'out.csv/part-0000', '', 'in/out.csv'],
    ['files of Spark', 'run/part-00000-0b1c2d3e-aaaa-bbbb-cccc-00000000000', '-c000.csv', 'in/run'],
    ['out.csv.part', 'run/out.csv.part', '', 'in/run'],
    ['numbered files', 'run/out_', '.csv', 'in/run'],
    ['numbers at the end', 'run/out.csv.', '', 'in/run'],
    ['files in explanations_shap', 'explanations_shap/', '-values.csv', 'in/explanations_shap']
  ])('are one table in %s', async (_, before, after, path) => {
    // There is no number 2.
    const { entries, problems } = await sum({
      [`${before}1${after}`]: 'a_y,b_y\n1,0\n',
      [`${before}3${after}`]: 'a_y,b_y\n3,0\n5,0\n',
      [`${before}4${after}`]: 'a_y,b_y\n'
    });
    expect(problems).toEqual([]);
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ path, records: 3, labels: ['y'] });
    expect(entries[0]?.top[0]).toEqual({ feature: 'a', value: 3 });
  });

  it('may lack headers, all but one, wherever that stands', async () => {
    const { first } = await sum({
      'out.csv/part-0': '1,0\nNaN,0\n',
      'out.csv/part-1': 'NaN,NaN\n',
      'out.csv/part-2': 'a_y,b_y\n3,2\n'
    });
    expect(first).toMatchObject({ records: 4, labels: ['y'], features: 2 });
    expect(first?.top).toEqual([
      { feature: 'a', value: 2 },
      { feature: 'b', value: 2 / 3 }
    ]);
  });

  it('that hold something else are named and left out, even if they come first', async () => {
    const { entries, problems } = await sum({
      'analysis.json': analysis({ y: { a: 1, b: 2 } }),
      'explanations_shap/a-list.csv': 'name,colour\nx,red\n',
      'explanations_shap/out.csv': 'a_y,b_y\n1,-2\n',
      'explanations_shap/out2.csv': 'b_y,a_y\n-2,1\n'
    });
    const local = entries.find(({ format }) => format === 'F5');
    expect(local).toMatchObject({ records: 2, labels: ['y'] });
    expect(local?.top).toEqual([
      { feature: 'b', value: 2 },
      { feature: 'a', value: 1 }
    ]);
    expect([...problems, ...(local?.warnings ?? [])].join()).toContain('a-list.csv');
  });
});

describe('parts without an analysis', () => {
  it('are told from other tables by their columns', async () => {
    const { entries } = await inspectFiles({
      'explanations_shap/a-list.csv': 'name,colour\nx,red\n',
      'explanations_shap/out.csv': 'a_y,b_y\n1,-2\n'
    });
    expect(entries[0]).toMatchObject({ format: 'F5', labels: ['y'], records: 1 });
    expect(entries[0]?.warnings.join()).toContain('left out (first: a-list.csv)');
  });
});

describe('baselines', () => {
  it.each([
    ['rows with texts', 'a,b\n1,x\n2,y\n', 2, 2],
    ['quotes and commas in names', '"a,b","c""d"\n1,2\n', 2, 1],
    ['a byte order mark', '\ufeffa,b\r\n1,2\r\n', 2, 1],
    ['no header', '0.5,12,3\n1,2,3\n', 3, 2],
    ['numbers as names', '0,1,2\n5,6,7\n', 3, 1],
    ['no row', 'a,b\n', 2, 0],
    ['a single column', 'a\n1\n', 1, 1]
  ])('may have %s', async (_, text, features, records) => {
    expect(await inspectOne('baseline.csv', text)).toMatchObject({
      format: 'F12',
      kind: 'baseline',
      labels: [],
      base: null,
      top: [],
      checks: [],
      features,
      records
    });
  });

  it('are listed each', async () => {
    const { entries } = await inspectFiles({
      'baseline.csv': 'a,b\n1,2\n',
      'other_baseline.csv': 'c\n1\n2\n'
    });
    expect(entries.map(({ path, records }) => [path, records])).toEqual([
      ['in/baseline.csv', 1],
      ['in/other_baseline.csv', 2]
    ]);
  });
});
