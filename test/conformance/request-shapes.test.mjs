// Requests of the form against the service's own model: botocore checks every shape and limit.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { venvProgram } from '../../scripts/paths.mjs';
import { importSources } from './harness/bundle.mjs';

const checker = `
import json, sys
import botocore.loaders, botocore.model
from botocore.validate import ParamValidator

model = botocore.model.ServiceModel(
    botocore.loaders.Loader().load_service_model("sagemaker", "service-2"), "sagemaker"
)
shape = model.operation_model("CreateAutoMLJobV2").input_shape
for line in sys.stdin:
    report = ParamValidator().validate(json.loads(line), shape)
    print(json.dumps(report.generate_report()))
`;

const word = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9-]{0,10}$/);
const maybe = arbitrary => fc.oneof(fc.constant(''), arbitrary);
const count = fc.integer({ min: 1, max: 500 }).map(String);

const fields = fc.record({
  problem: fc.constantFrom('tabular', 'image', 'text', 'series', 'llm'),
  target: word,
  content: word,
  problemType: fc.constantFrom('auto', 'Regression', 'BinaryClassification'),
  mode: fc.constantFrom('AUTO', 'ENSEMBLING', 'HYPERPARAMETER_TUNING'),
  maxCandidates: maybe(count),
  maxSeconds: maybe(count),
  definitionsOnly: fc.boolean(),
  validation: fc.constantFrom(
    { kind: 'split', fraction: '' },
    { kind: 'split', fraction: '0.25' },
    { kind: 'channel', uri: 's3://bkt/v/' }
  ),
  weight: maybe(word),
  kmsKeyId: maybe(word),
  featureSpecUri: maybe(fc.constant('s3://bkt/f.json')),
  tags: fc.array(fc.record({ key: word, value: word }), { maxLength: 3 }),
  deploy: fc.constantFrom({ kind: 'off' }, { kind: 'generated' }, { kind: 'named', name: 'ep' }),
  security: fc.record({
    volumeKmsKeyId: maybe(word),
    encryptTraffic: fc.boolean(),
    subnets: fc.constant('subnet-1, subnet-2'),
    securityGroups: fc.constant('sg-1')
  }),
  emrRoleArn: maybe(fc.constant('arn:aws:iam::111122223333:role/emr')),
  series: fc.record({
    timestamp: word,
    item: word,
    grouping: fc.uniqueArray(word, { maxLength: 5 }),
    frequency: fc.constantFrom('1D', '15min', 'M'),
    horizon: count,
    quantiles: fc.constantFrom('', 'p10, p90'),
    aggregation: fc.constantFrom('', 'avg'),
    country: fc.constantFrom('', 'CH'),
    filling: fc.constantFrom(
      {},
      {
        price: {
          middlefill: { logic: 'value', value: '3' },
          futurefill: { logic: 'max', value: '' }
        }
      }
    )
  }),
  llm: fc.record({
    baseModel: word,
    acceptEula: fc.boolean(),
    epochCount: maybe(count),
    batchSize: maybe(count),
    learningRate: fc.constantFrom('', '0.00001'),
    learningRateWarmupSteps: maybe(count)
  })
});

test('random forms make requests that the service model takes', async () => {
  const core = await importSources({
    draft: 'shared/src/automl/draft',
    request: 'shared/src/automl/request'
  });
  const requests = fc.sample(fields, { numRuns: 300, seed: 7 }).map(
    some =>
      core.request.planJob({
        ...core.draft.emptyDraft(),
        data: { kind: 's3', uri: 's3://bkt/in/' },
        name: 'job-1',
        outputUri: 's3://bkt/out/',
        roleArn: 'arn:aws:iam::111122223333:role/exec',
        ...some
      }).request
  );
  const { stdout, stderr } = spawnSync(venvProgram('python'), ['-c', checker], {
    input: requests.map(request => JSON.stringify(request)).join('\n'),
    encoding: 'utf8'
  });
  const reports = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  assert.equal(reports.length, requests.length, stderr);
  assert.deepEqual(
    reports.filter(report => report !== ''),
    []
  );
});
