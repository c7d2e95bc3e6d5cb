import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { emptyDraft } from '../draft';
import type { JobDraft } from '../draft';
import { planJob } from '../request';
import { jobCode } from './index';

const base: JobDraft = {
  ...emptyDraft(),
  data: { kind: 's3', uri: 's3://bkt/in/' },
  name: 'job-1',
  target: 'y',
  outputUri: 's3://bkt/out',
  roleArn: 'arn:aws:iam::111122223333:role/exec',
  maxSeconds: '600',
  tags: [{ key: 'team', value: `a'b"c` }],
  deploy: { kind: 'generated' },
  security: {
    volumeKmsKeyId: 'k',
    encryptTraffic: true,
    subnets: 'subnet-1',
    securityGroups: 'sg-1'
  }
};
const drafts: JobDraft[] = [
  {
    ...base,
    problemType: 'Regression',
    mode: 'ENSEMBLING',
    algorithms: ['xgboost'],
    weight: 'w',
    definitionsOnly: true,
    validation: { kind: 'split', fraction: '0.3' }
  },
  { ...base, problem: 'image', data: { kind: 'folder', path: 'my pets' }, objective: 'Accuracy' },
  { ...base, problem: 'text', content: 'review', validation: { kind: 'channel', uri: 's3://b/v' } },
  {
    ...base,
    problem: 'series',
    series: {
      timestamp: 'ts',
      item: 'item',
      grouping: ['store'],
      frequency: '1D',
      horizon: '7',
      quantiles: 'p10 p90',
      filling: { y: { middlefill: { logic: 'value', value: '2' } } },
      aggregation: 'avg',
      country: 'CH'
    }
  },
  { ...base, problem: 'llm', llm: { ...base.llm, acceptEula: true, epochCount: '3' } }
];

const codeOf = (draft: JobDraft, id: string): string =>
  jobCode(planJob(draft), draft, 's3://bkt/out').find(variant => variant.id === id)?.code ?? '';

const limitNames = [
  'max_candidates',
  'max_runtime_per_training_job_in_seconds',
  'max_total_job_runtime_in_seconds'
];

/** Classes and parameters of `sagemaker.automl.automlv2` in the SageMaker Python SDK 2.257. */
const sdkNames: Record<string, string[]> = {
  AutoMLTabularConfig: [
    'target_attribute_name',
    'algorithms_config',
    'feature_specification_s3_uri',
    'generate_candidate_definitions_only',
    'mode',
    'problem_type',
    'sample_weight_attribute_name',
    ...limitNames
  ],
  AutoMLImageClassificationConfig: limitNames,
  AutoMLTextClassificationConfig: ['content_column', 'target_label_column', ...limitNames],
  AutoMLTextGenerationConfig: [
    'base_model_name',
    'accept_eula',
    'text_generation_hyper_params',
    ...limitNames
  ],
  AutoMLTimeSeriesForecastingConfig: [
    'forecast_frequency',
    'forecast_horizon',
    'item_identifier_attribute_name',
    'target_attribute_name',
    'timestamp_attribute_name',
    'grouping_attribute_names',
    'feature_specification_s3_uri',
    'forecast_quantiles',
    'holiday_config',
    'aggregation',
    'filling',
    ...limitNames
  ],
  AutoMLDataChannel: ['s3_data_type', 's3_uri', 'channel_type', 'compression_type', 'content_type'],
  AutoMLV2: [
    'problem_config',
    'base_job_name',
    'output_path',
    'job_objective',
    'validation_fraction',
    'auto_generate_endpoint_name',
    'endpoint_name',
    'output_kms_key',
    'role',
    'volume_kms_key',
    'encrypt_inter_container_traffic',
    'vpc_config',
    'tags',
    'sagemaker_session'
  ]
};

/** Run Python with modules of our own in place of boto3 and the SDK; what it prints, by line. */
function run(code: string): unknown[] {
  const folder = mkdtempSync(join(tmpdir(), 'ph-'));
  const recorder = (body: string): string => `import json\n${body}\n`;
  writeFileSync(
    join(folder, 'boto3.py'),
    recorder(
      'class client:\n' +
        '    def __init__(self, name): self.name = name\n' +
        '    def __getattr__(self, operation):\n' +
        '        return lambda *args, **kw: print(json.dumps([operation, args, kw]))'
    )
  );
  const sdk = join(folder, 'sagemaker', 'automl');
  mkdirSync(sdk, { recursive: true });
  writeFileSync(join(folder, 'sagemaker', '__init__.py'), '');
  writeFileSync(join(sdk, '__init__.py'), '');
  writeFileSync(
    join(sdk, 'automlv2.py'),
    recorder(
      `names = json.loads(${JSON.stringify(JSON.stringify(sdkNames))})\n` +
        'def __getattr__(name):\n' +
        '    if name not in names: raise AttributeError(name)\n' +
        '    class Made(dict):\n' +
        '        def __init__(self, **kw):\n' +
        '            assert set(kw) <= set(names[name]), (name, set(kw) - set(names[name]))\n' +
        '            super().__init__({"class": name, **kw})\n' +
        '        def fit(self, *, inputs, wait=True, logs=True, job_name=None):\n' +
        '            given = {"inputs": inputs, "wait": wait, "job_name": job_name}\n' +
        '            print(json.dumps([self, given]))\n' +
        '    return Made'
    )
  );
  mkdirSync(join(folder, 'my pets', 'cats'), { recursive: true });
  writeFileSync(join(folder, 'my pets', 'cats', '1.PNG'), 'x');
  writeFileSync(join(folder, 'my pets', 'notes.txt'), 'x');
  writeFileSync(join(folder, 'code.py'), code);
  const output = execFileSync('python3', ['code.py'], { cwd: folder, encoding: 'utf8' });
  return output
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as unknown);
}

describe.each(drafts.map(draft => [draft.problem, draft] as const))('%s', (problem, draft) => {
  test('boto3 makes exactly the request', () => {
    const calls = run(codeOf(draft, 'python'));
    expect(calls[calls.length - 1]).toEqual([
      'create_auto_ml_job_v2',
      [],
      JSON.parse(JSON.stringify(planJob(draft).request))
    ]);
    if (problem === 'image') {
      const key = 'out/input/job-1/my pets/cats/1.PNG';
      expect(calls[0]).toEqual(['upload_file', ['my pets/cats/1.PNG', 'bkt', key], {}]);
      expect(calls).toHaveLength(2);
    }
  });

  test('the SDK gets every field', () => {
    const calls = run(codeOf(draft, 'sdk'));
    const [job, fit] = calls[calls.length - 1] as [Record<string, unknown>, object];
    expect(job).toMatchObject({
      class: 'AutoMLV2',
      output_path: 's3://bkt/out',
      vpc_config: { SecurityGroupIds: ['sg-1'], Subnets: ['subnet-1'] },
      tags: [{ Key: 'team', Value: `a'b"c` }]
    });
    expect(job.problem_config).toMatchSnapshot();
    expect(fit).toMatchObject({ job_name: 'job-1', wait: false });
  });

  test('TypeScript and the shell can read theirs', () => {
    expect(() => transformSync(codeOf(draft, 'typescript'), { loader: 'ts' })).not.toThrow();
    execFileSync('sh', ['-n', '-c', codeOf(draft, 'cli')]);
    expect(codeOf(draft, 'cli')).toContain('create-auto-ml-job-v2');
  });
});

test('what the SDK or the magic cannot say is said', () => {
  const draft = { ...base, emrRoleArn: 'arn:aws:iam::111122223333:role/emr' };
  expect(codeOf(draft, 'sdk')).toMatch(/no parameter for "AutoMLComputeConfig\..*use Python/);
  expect(codeOf({ ...base, problem: 'image' }, 'magic')).toMatch(/no option for image/);
});

test('the magic for texts and series', () => {
  const plain: JobDraft = {
    ...base,
    tags: [],
    deploy: { kind: 'off' },
    security: emptyDraft().security,
    maxSeconds: ''
  };
  const common = '%load_ext pilothouse\n%pilot automl fit s3://bkt/in/ --target y ';
  const role = '--name job-1 --role arn:aws:iam::111122223333:role/exec --no-wait\n';
  const text: JobDraft = { ...plain, problem: 'text', content: 'the review' };
  expect(codeOf(text, 'magic')).toBe(`${common}--text 'the review' ${role}`);
  const series: JobDraft = {
    ...plain,
    problem: 'series',
    series: {
      ...plain.series,
      timestamp: 'ts',
      item: 'item',
      grouping: ['a', 'b'],
      frequency: '1D',
      horizon: '7'
    }
  };
  expect(codeOf(series, 'magic')).toBe(
    `${common}--time ts --item item --group a --group b --frequency 1D --horizon 7 ${role}`
  );
  const filled = { ...series, series: { ...series.series, country: 'CH', quantiles: 'p5' } };
  expect(codeOf(filled, 'magic')).toMatch(/no option for quantiles, gaps, roll-up and holidays/);
});
