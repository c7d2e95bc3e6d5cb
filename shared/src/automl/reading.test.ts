import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyDraft } from './draft';
import type { JobDraft } from './draft';
import type { JsonObject } from './patch';
import { hyperParameters } from './problems/baseModels';
import { positions } from './problems/seriesFields';
import { parseRequest, readRequest, requestOfJob } from './reading';
import { planJob } from './request';
import { problemTypes, trainingModes } from './types';

const word = fc.stringMatching(/^[a-zA-Z0-9_-]{1,12}$/);
const maybe = <T>(arbitrary: fc.Arbitrary<T>, empty: T): fc.Arbitrary<T> =>
  fc.oneof(fc.constant(empty), arbitrary);
const count = maybe(fc.integer({ min: 1, max: 9999 }).map(String), '');
const words = fc.uniqueArray(word, { maxLength: 3 });

/** Drafts as people make them: everything in S3, so that the request says it all. */
const drafts: fc.Arbitrary<JobDraft> = fc
  .record({
    problem: fc.constantFrom('tabular', 'image', 'text', 'series', 'llm'),
    target: word,
    content: word,
    problemType: fc.constantFrom('auto', ...problemTypes),
    mode: fc.constantFrom(...trainingModes),
    algorithms: words,
    maxCandidates: count,
    maxSecondsPerTrial: count,
    maxSeconds: count,
    definitionsOnly: fc.boolean(),
    validation: fc.oneof(
      fc.constantFrom('', '0.25').map(fraction => ({ kind: 'split' as const, fraction })),
      fc.constant({ kind: 'channel' as const, uri: 's3://bkt/v/' })
    ),
    weight: maybe(word, ''),
    kmsKeyId: maybe(word, ''),
    compressed: fc.boolean(),
    featureSpecUri: maybe(fc.constant('s3://bkt/f.json'), ''),
    tags: fc.array(fc.record({ key: word, value: word }), { maxLength: 2 }),
    deploy: fc.oneof(
      fc.constantFrom({ kind: 'off' as const }, { kind: 'generated' as const }),
      word.map(name => ({ kind: 'named' as const, name }))
    ),
    security: fc.record({
      volumeKmsKeyId: maybe(word, ''),
      encryptTraffic: fc.boolean(),
      subnets: words.map(ids => ids.join(', ')),
      securityGroups: words.map(ids => ids.join(' '))
    }),
    emrRoleArn: maybe(fc.constant('arn:aws:iam::111122223333:role/emr'), ''),
    series: fc.record({
      timestamp: word,
      item: word,
      grouping: words,
      frequency: fc.constantFrom('1D', '15min', 'M'),
      horizon: count,
      quantiles: fc.constantFrom('', 'p10, p90'),
      aggregation: fc.constantFrom('', 'avg'),
      country: fc.constantFrom('', 'CH'),
      filling: fc.dictionary(
        word,
        fc.dictionary(
          fc.constantFrom(...positions),
          fc.oneof(
            fc.constant({ logic: 'mean', value: '' }),
            fc.constant({ logic: 'value', value: '3' })
          )
        )
      )
    }),
    llm: fc.record({
      baseModel: word,
      acceptEula: fc.boolean(),
      epochCount: count,
      batchSize: count,
      learningRate: count,
      learningRateWarmupSteps: count
    })
  })
  .map(
    fields =>
      ({
        ...emptyDraft(),
        data: { kind: 's3', uri: 's3://bkt/in/' },
        name: 'job-1',
        outputUri: 's3://bkt/out/',
        roleArn: 'arn:aws:iam::111122223333:role/exec',
        ...fields
      }) as JobDraft
  );

const json = (value: unknown): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;

describe('a request', () => {
  test('of any draft comes back as a draft that makes the same request, with nothing extra', () => {
    fc.assert(
      fc.property(drafts, draft => {
        const request = json(planJob(draft).request);
        const read = readRequest(request, { ...emptyDraft(), name: 'other' });
        expect(read.extra).toEqual({});
        expect(json(planJob(read).request)).toEqual(request);
      })
    );
  });

  test('keeps what the form does not know, and sends it', () => {
    fc.assert(
      fc.property(drafts, fc.dictionary(word, fc.jsonValue()), (draft, strange) => {
        const plain = JSON.parse(JSON.stringify(strange).replaceAll('null', '0')) as JsonObject;
        const request: JsonObject = { ...json(planJob(draft).request), Newer: plain };
        const read = readRequest(request, draft);
        expect(json(planJob(read).request)).toEqual(request);
      })
    );
  });

  test('can lack what the form always writes', () => {
    const draft: JobDraft = {
      ...emptyDraft(),
      data: { kind: 's3', uri: 's3://bkt/in.csv' },
      target: 'y'
    };
    const request = json(planJob(draft).request);
    const channel = (request.AutoMLJobInputDataConfig as JsonObject[])[0] as JsonObject;
    delete channel.CompressionType;
    channel.SampleRatio = 0.5;
    const read = readRequest(request, draft);
    expect(json(planJob(read).request)).toEqual(request);
  });

  test('keeps a workspace file, and its place follows a new name', () => {
    const draft: JobDraft = {
      ...emptyDraft(),
      data: { kind: 'file', path: 'a.csv' },
      target: 'y',
      name: 'one',
      outputUri: 's3://bkt/out/'
    };
    const request = { ...json(planJob(draft).request), AutoMLJobName: 'two' };
    const read = readRequest(request, draft);
    expect(read).toMatchObject({ data: draft.data, name: 'two', named: true, extra: {} });
    expect(planJob(read).upload?.uri).toBe('s3://bkt/out/input/two/a.csv');
  });

  test('says what is wrong with it', () => {
    expect(() => parseRequest('{')).toThrow(/not JSON/);
    expect(() => parseRequest('[]')).toThrow(/is an object/);
    expect(() => readRequest({}, emptyDraft())).toThrow(/needs one of TabularJobConfig/);
    expect(() =>
      readRequest({ AutoMLProblemTypeConfig: { VideoJobConfig: {} } }, emptyDraft())
    ).toThrow(/needs one of/);
  });

  test('of any text is read or refused, never worse', () => {
    fc.assert(
      fc.property(fc.json(), text => {
        try {
          readRequest(parseRequest(text), emptyDraft());
        } catch (error) {
          expect((error as Error).constructor.name).toBe('RequestError');
        }
      })
    );
  });

  test.each(hyperParameters.map(({ id }) => id))('hyperparameter %s', id => {
    const llm = { ...emptyDraft().llm, [id]: '2' };
    const { request } = planJob({ ...emptyDraft(), problem: 'llm', llm });
    expect(
      request.AutoMLProblemTypeConfig.TextGenerationJobConfig?.TextGenerationHyperParameters?.[id]
    ).toBe('2');
  });
});

describe('a described job', () => {
  const v1 = {
    AutoMLJobName: 'old',
    AutoMLJobArn: 'arn',
    AutoMLJobStatus: 'Completed',
    InputDataConfig: [
      {
        DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://bkt/in/' } },
        TargetAttributeName: 'y',
        SampleWeightAttributeName: 'w',
        ContentType: 'text/csv;header=present',
        ChannelType: 'training'
      }
    ],
    OutputDataConfig: { S3OutputPath: 's3://bkt/out/' },
    RoleArn: 'arn:aws:iam::111122223333:role/exec',
    AutoMLJobObjective: { MetricName: 'F1' },
    ProblemType: 'BinaryClassification',
    GenerateCandidateDefinitionsOnly: false,
    AutoMLJobConfig: {
      Mode: 'ENSEMBLING',
      CompletionCriteria: { MaxCandidates: 10 },
      DataSplitConfig: { ValidationFraction: 0.3 },
      SecurityConfig: { EnableInterContainerTrafficEncryption: true },
      CandidateGenerationConfig: {
        FeatureSpecificationS3Uri: 's3://bkt/f.json',
        AlgorithmsConfig: [{ AutoMLAlgorithms: ['xgboost'] }]
      }
    },
    ModelDeployConfig: { AutoGenerateEndpointName: true }
  };

  test('of version 1 is made anew as version 2', () => {
    const request = requestOfJob(v1, 'new-1');
    expect(request).toEqual({
      AutoMLJobName: 'new-1',
      AutoMLJobInputDataConfig: [
        {
          DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://bkt/in/' } },
          ContentType: 'text/csv;header=present',
          ChannelType: 'training'
        }
      ],
      OutputDataConfig: { S3OutputPath: 's3://bkt/out/' },
      RoleArn: 'arn:aws:iam::111122223333:role/exec',
      AutoMLJobObjective: { MetricName: 'F1' },
      AutoMLProblemTypeConfig: {
        TabularJobConfig: {
          TargetAttributeName: 'y',
          SampleWeightAttributeName: 'w',
          ProblemType: 'BinaryClassification',
          GenerateCandidateDefinitionsOnly: false,
          Mode: 'ENSEMBLING',
          CompletionCriteria: { MaxCandidates: 10 },
          FeatureSpecificationS3Uri: 's3://bkt/f.json',
          CandidateGenerationConfig: { AlgorithmsConfig: [{ AutoMLAlgorithms: ['xgboost'] }] }
        }
      },
      DataSplitConfig: { ValidationFraction: 0.3 },
      SecurityConfig: { EnableInterContainerTrafficEncryption: true },
      ModelDeployConfig: { AutoGenerateEndpointName: true }
    });
    const draft = readRequest(request, emptyDraft());
    expect(draft).toMatchObject({
      name: 'new-1',
      target: 'y',
      weight: 'w',
      mode: 'ENSEMBLING',
      algorithms: ['xgboost'],
      maxCandidates: '10',
      objective: 'F1',
      featureSpecUri: 's3://bkt/f.json',
      validation: { kind: 'split', fraction: '0.3' },
      deploy: { kind: 'generated' }
    });
    expect(json(planJob(draft).request)).toEqual(request);
  });

  test('of version 2 gives its request, without status and artifacts', () => {
    const draft: JobDraft = {
      ...emptyDraft(),
      problem: 'series',
      data: { kind: 's3', uri: 's3://bkt/in/' },
      target: 'demand',
      name: 'a'
    };
    const request = json(planJob(draft).request);
    const job = { ...request, AutoMLJobStatus: 'Completed', BestCandidate: {}, EndTime: 'x' };
    expect(requestOfJob(job, 'b')).toEqual({ ...request, AutoMLJobName: 'b' });
  });
});
