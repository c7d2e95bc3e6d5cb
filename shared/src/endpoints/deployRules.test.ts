import { describe, expect, it } from 'vitest';
import { emptyDeployment, type DeploymentDraft } from './deployDraft';
import { deployProblems, type DeployField } from './deployRules';
import type { DeploymentSubject } from './deploySubject';
import { LOCAL, PIPELINE, subject } from './testing/deployment';

type Change = (draft: DeploymentDraft) => Partial<DeploymentDraft>;

function problemsOf(change: Change, of: Partial<DeploymentSubject> = {}): string[] {
  const whole = subject(of);
  const empty = emptyDeployment(whole, new Date('2026-11-22T14:02:03Z'));
  return deployProblems(whole, { ...empty, ...change(empty) }, LOCAL).map(
    ({ field, severity }) => `${severity} ${field}`
  );
}

const asynchronous =
  (part: Partial<DeploymentDraft['async']>): Change =>
  ({ async }) => ({ kind: 'asynchronous', async: { ...async, ...part } });
const serverless =
  (part: Partial<DeploymentDraft['serverless']>): Change =>
  draft => ({ kind: 'serverless', serverless: { ...draft.serverless, ...part } });
const S3 = { kind: 's3', uri: 's3://bkt/in.csv' } as const;
const batch =
  (part: Partial<DeploymentDraft['batch']>): Change =>
  draft => ({ kind: 'batch', batch: { ...draft.batch, input: S3, ...part } });

describe('rules of deployments', () => {
  it('find nothing in what the form proposes', () => {
    for (const kind of ['real-time', 'serverless', 'asynchronous'] as const) {
      expect(problemsOf(() => ({ kind }))).toEqual([]);
    }
    expect(problemsOf(batch({}))).toEqual([]);
    expect(problemsOf(batch({}), { problem: 'series' })).toEqual([]);
    expect(problemsOf(() => ({}), { problem: 'llm' })).toEqual([]);
  });

  const wrong: [DeployField, Change][] = [
    ['name', () => ({ name: '' })],
    ['name', () => ({ name: 'a b' })],
    ['name', () => ({ name: '-a' })],
    ['name', () => ({ name: 'a'.repeat(64) })],
    ['instanceType', () => ({ instanceType: 'm5.large' })],
    ['instanceCount', () => ({ instanceCount: 0 })],
    ['instanceCount', () => ({ instanceCount: undefined })],
    ['instanceCount', () => ({ instanceCount: 1.5 })],
    ['download', ({ timeouts }) => ({ timeouts: { ...timeouts, download: 59 } })],
    ['startup', ({ timeouts }) => ({ timeouts: { ...timeouts, startup: 3601 } })],
    ['role', () => ({ roleArn: 'role' })],
    ['modelData0', () => ({ modelData: ['bucket/model.tar.gz'] })],
    ['modelData0', () => ({ modelData: ['s3://bucket'] })],
    ['copyTo', () => ({ copyTo: 'mine/' })],
    ['tags', () => ({ tags: [{ key: '', value: 'x' }] })],
    ['memory', serverless({ memory: 1500 })],
    ['concurrency', serverless({ concurrency: 201 })],
    ['concurrency', serverless({ concurrency: undefined })],
    ['provisioned', serverless({ concurrency: 2, provisioned: 3 })],
    ['asyncOutput', asynchronous({ outputUri: 'out' })],
    ['asyncFailure', asynchronous({ failureUri: 'http://x' })],
    ['concurrent', asynchronous({ concurrent: 1001 })],
    ['successTopic', asynchronous({ successTopic: 'topic' })],
    ['errorTopic', asynchronous({ errorTopic: 'arn:aws:sqs:a:123456789012:b' })],
    ['kms', asynchronous({ kmsKeyId: 'a b' })],
    ['input', batch({ input: undefined })],
    ['input', batch({ input: { kind: 's3', uri: 'x' } })],
    ['output', batch({ outputUri: 'x' })],
    ['contentType', batch({ contentType: '' })],
    ['inputFilter', batch({ inputFilter: '[1:]' })],
    ['outputFilter', batch({ outputFilter: 'x' })],
    ['join', batch({ split: 'None', join: true })],
    ['inputFilter', batch({ split: 'None', inputFilter: '$[1:]' })],
    ['strategy', batch({ split: 'None', strategy: 'MultiRecord' })],
    ['maxPayload', batch({ maxPayload: 101 })],
    ['maxPayload', batch({ maxPayload: 60, maxConcurrent: 2 })],
    ['maxConcurrent', batch({ maxConcurrent: -1 })],
    ['timeout', batch({ timeout: 3601 })],
    ['retries', batch({ retries: 4 })],
    ['kms', batch({ kmsKeyId: 'a b' })]
  ];
  it.each(wrong)('name %s', (field, change) => {
    expect(problemsOf(change)).toContain(`error ${field}`);
  });

  it('know what a kind cannot do', () => {
    const kind: Change = () => ({ kind: 'serverless' });
    expect(problemsOf(kind, { problem: 'llm' })).toEqual(['error kind']);
    expect(problemsOf(kind, { containers: PIPELINE })).toEqual(['warning kind']);
    expect(problemsOf(batch({}), { problem: 'text' })).toEqual(['warning kind']);
    expect(problemsOf(batch({ split: 'Line' }), { problem: 'series' })).toEqual(['error split']);
  });

  it('ask for places where none are known', () => {
    const whole = subject();
    const draft = { ...emptyDeployment(whole, new Date()), kind: 'asynchronous' as const };
    const found = deployProblems(whole, draft, {});
    expect(found.map(({ field }) => field)).toEqual(['asyncOutput', 'role']);
  });
});
