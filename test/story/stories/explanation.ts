import { fakeError } from '@pilothouse/core/aws/testing/fakeApi';
import type { FakeHandler } from '@pilothouse/core/aws/testing/fakeApi';
import { never, type Story } from '../story';
import { explanationFiles, FEATURES } from './data';
import { HOSTILE, HUGE, LONG, RTL } from './hostile';
import { objects } from './objects';

const prefix = 'sagemaker-local-000000000000/pilothouse/churn/explain';

const job = (status = 'Completed'): object => ({
  AutoMLJobName: 'churn-20261122-1402',
  AutoMLJobStatus: status,
  ResolvedAttributes: {
    AutoMLProblemTypeResolvedAttributes: {
      TabularResolvedAttributes: { ProblemType: 'BinaryClassification' }
    }
  },
  BestCandidate: {
    CandidateName: 'WeightedEnsemble',
    CandidateProperties: { CandidateArtifactLocations: { Explainability: `s3://${prefix}` } }
  }
});

function handlers(files: Record<string, string>): Record<string, FakeHandler> {
  const stored = Object.fromEntries(
    Object.entries(files).map(([name, text]) => [`${prefix}/${name}`, text])
  );
  return { 'sagemaker.DescribeAutoMLJobV2': () => job(), ...objects(stored) };
}

const full = explanationFiles(`s3://${prefix}`, 300);
const globalOnly = { 'analysis.json': full['analysis.json'] ?? '' };

const RECENTLY = Date.UTC(2026, 10, 22, 1, 0);

const base = {
  view: 'explanation',
  args: { source: { kind: 'job', jobName: 'churn-20261122-1402' } },
  width: 1200,
  height: 800
} as const;

export const explanation: Story[] = [
  { ...base, id: 'explanation-job', handlers: handlers(full) },
  {
    ...base,
    id: 'explanation-beeswarm',
    handlers: handlers(full),
    host: { stored: { 'explanation:view': 'beeswarm' } }
  },
  { ...base, id: 'explanation-global-only', handlers: handlers(globalOnly) },
  {
    ...base,
    id: 'explanation-multiclass',
    handlers: handlers(explanationFiles(`s3://${prefix}`, 60, FEATURES, ['low', 'medium', 'high']))
  },
  {
    ...base,
    id: 'explanation-loading',
    handlers: { 'sagemaker.DescribeAutoMLJobV2': never }
  },
  {
    ...base,
    id: 'explanation-open',
    args: { source: { kind: 'none' } },
    host: {
      stored: {
        'explanation:recent': [
          { source: { kind: 'job', jobName: 'churn-20261122-1402' }, opened: RECENTLY },
          { source: { kind: 'file', path: 'notebooks/answers.ipynb', cell: 3 }, opened: RECENTLY },
          { source: { kind: 'file', path: `${HUGE}/${HOSTILE[0]}.json` }, opened: RECENTLY }
        ]
      }
    }
  },
  {
    ...base,
    id: 'explanation-sample',
    args: { source: { kind: 'none' } },
    clicks: ['#stage .ph-OpenPanel .ph-Row > :nth-child(2)']
  },
  {
    ...base,
    id: 'explanation-nothing',
    args: { source: { kind: 's3', uri: `s3://${prefix}` } },
    handlers: handlers({ 'readme.txt': 'Nothing to see.', 'other.json': '{"a": 1}' })
  },
  {
    ...base,
    id: 'explanation-unfinished',
    handlers: { 'sagemaker.DescribeAutoMLJobV2': () => ({ AutoMLJobStatus: 'InProgress' }) }
  },
  {
    ...base,
    id: 'explanation-denied',
    handlers: {
      ...handlers(full),
      's3.ListObjectsV2': () =>
        fakeError({ code: 'AccessDenied', status: 403, missingAction: 's3:ListBucket' })
    }
  },
  {
    ...base,
    id: 'explanation-broken-file',
    handlers: handlers({ ...full, 'analysis.json': '{"version": "1.0", ' })
  },
  {
    ...base,
    id: 'explanation-hostile',
    handlers: handlers(
      explanationFiles(
        `s3://${prefix}`,
        40,
        [...HOSTILE, LONG, RTL, HUGE],
        ['<img src=x onerror=window.ran=10>']
      )
    )
  }
];
