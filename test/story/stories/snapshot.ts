import { buildSnapshot } from '@pilothouse/core/explain/snapshot';
import type { TabularExplanation } from '@pilothouse/core/explain/model';
import type { Story } from '../story';
import { FEATURES, random } from './data';
import { EMOJI, HOSTILE, HUGE, LONG, RTL } from './hostile';

function madeUp(features: readonly string[], labels: readonly string[]): TabularExplanation {
  const next = random(5);
  const records = 120;
  const count = features.length;
  const data = features.map(() => Array.from({ length: records }, () => next() * 2 - 1));
  const values = new Float64Array(labels.length * records * count);
  values.forEach((_, at) => {
    const feature = at % count;
    const record = Math.floor(at / count) % records;
    values[at] = ((data[feature]?.[record] ?? 0) * 1.5) / (feature + 1);
  });
  return {
    kind: 'tabular',
    labels: [...labels],
    features: [...features],
    records,
    values,
    base: labels.map(() => -1.2),
    unit: 'log-odds',
    data,
    meta: { format: 'F5', source: 'notebook', warnings: [] }
  };
}

const candidates = {
  columns: ['Candidate', 'F1', 'AUC', 'Time'],
  rows: [
    ['WeightedEnsemble', 0.9142, 0.9621, '1.2 s'],
    ['LightGBM_3', 0.9107, 0.9614, '0.9 s'],
    ['LinearModel_1', null, 0.8875, '0.1 s']
  ],
  omitted: 4
};

const base = { view: 'snapshot', width: 900, height: 400 } as const;

export const snapshots: Story[] = [
  {
    ...base,
    id: 'snapshot-job',
    args: {
      data: {
        view: 'job',
        title: 'churn-20261122-1402',
        ref: { kind: 'job', jobName: 'churn-20261122-1402' },
        data: {
          job: { Status: 'Completed', Objective: 'F1', Best: 'WeightedEnsemble' },
          candidates
        }
      }
    }
  },
  {
    ...base,
    id: 'snapshot-explanation',
    args: {
      data: {
        view: 'explanation',
        title: 'Explanation of WeightedEnsemble',
        data: buildSnapshot(madeUp(FEATURES, ['True.']))
      }
    }
  },
  {
    ...base,
    id: 'snapshot-prediction',
    args: {
      data: {
        view: 'prediction',
        title: 'Answer of churn-best',
        ref: { kind: 'endpoint', endpointName: 'churn-best' },
        data: { table: { columns: ['prediction', 'probability'], rows: [['True.', 0.77]] } }
      }
    }
  },
  {
    ...base,
    id: 'snapshot-unknown',
    args: { data: { view: 'hologram', title: 'From a later version', data: {} } }
  },
  { ...base, id: 'snapshot-broken', args: { data: { view: 'candidates', title: 7, data: [] } } },
  {
    ...base,
    id: 'snapshot-hostile',
    args: {
      data: {
        view: 'prediction',
        title: HOSTILE[0],
        data: {
          table: {
            columns: [...HOSTILE.slice(0, 3)],
            rows: [
              [HOSTILE[1], LONG, HUGE],
              [RTL, EMOJI, null]
            ]
          },
          explanation: buildSnapshot(madeUp([...HOSTILE, LONG, RTL], [HOSTILE[0]]))
        }
      }
    }
  }
];
