import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyDraft } from './draft';
import { originOf } from './origin';
import type { JsonObject } from './patch';
import { readRequest, requestOfJob } from './reading';
import { planJob } from './request';
import { presetOf } from './saved';

const channel = (uri: string, more: object = {}): object => ({
  DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: uri } },
  TargetAttributeName: 'y',
  ContentType: 'text/csv;header=present',
  CompressionType: 'None',
  ...more
});
const old = {
  AutoMLJobName: 'old',
  InputDataConfig: [
    channel('s3://b/t/', { ChannelType: 'training' }),
    channel('s3://b/v/', { ChannelType: 'validation', TargetAttributeName: 'z' })
  ],
  OutputDataConfig: { S3OutputPath: 's3://b/o/' },
  RoleArn: 'arn',
  AutoMLJobConfig: {
    Mode: 'ENSEMBLING',
    Newer: 1,
    CandidateGenerationConfig: { FeatureSpecificationS3Uri: 's3://b/f.json', Other: [] }
  }
} as unknown as JsonObject;

test('what a job of the old call moves and loses is told', () => {
  const origin = originOf(old);
  expect(origin?.v1?.moved).toContainEqual({
    from: 'AutoMLJobConfig.Mode',
    to: 'TabularJobConfig.Mode'
  });
  expect(origin?.v1?.lost.map(({ path }) => path)).toEqual([
    'AutoMLJobConfig.Newer',
    'AutoMLJobConfig.CandidateGenerationConfig.Other',
    'InputDataConfig[1].TargetAttributeName'
  ]);
  expect(origin?.unknown).toEqual([]);
});

test('a request of the old call that is pasted is converted, and says so', () => {
  const draft = readRequest(old, emptyDraft());
  expect(draft).toMatchObject({ target: 'y', mode: 'ENSEMBLING' });
  expect(draft.origin?.v1?.lost).toHaveLength(3);
  expect(readRequest(JSON.parse(JSON.stringify(planJob(draft).request)), emptyDraft()).origin).toBe(
    undefined
  );
  expect(presetOf(draft)).not.toHaveProperty('origin');
});

const job = {
  AutoMLJobName: 'a',
  AutoMLJobStatus: 'Completed',
  BestCandidate: {},
  ResolvedAttributes: {},
  AutoMLProblemTypeConfigName: 'Tabular',
  AutoMLProblemTypeConfig: { TabularJobConfig: { TargetAttributeName: 'y' } },
  EndTime: null
};

test('unknown settings of a described job are sent and told; what became of it is not', () => {
  const newer = { ...job, NewerConfig: { Deep: [1] } };
  expect(originOf(newer as unknown as JsonObject)).toEqual({ unknown: ['NewerConfig'] });
  const draft = readRequest(requestOfJob(newer, 'b'), emptyDraft());
  expect(planJob(draft).request).toMatchObject({ NewerConfig: { Deep: [1] } });
  expect(originOf(job as unknown as JsonObject)).toBeUndefined();
  const request = planJob(readRequest(requestOfJob(job, 'b'), emptyDraft())).request;
  expect(Object.keys(request)).not.toContain('BestCandidate');
  expect(Object.keys(request)).not.toContain('EndTime');
});

test('no field of an answer is dropped without a word', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.constantFrom(1, 'x', true), (field, value) => {
      fc.pre(!Object.hasOwn(job, field) && !['EndTime', '$metadata'].includes(field));
      const answer = { ...job, [field]: value } as unknown as JsonObject;
      expect(Object.hasOwn(requestOfJob(answer, 'b'), field)).toBe(true);
      expect(originOf(answer)?.unknown ?? ['RoleArn', 'Tags']).toContain(field);
    })
  );
});
