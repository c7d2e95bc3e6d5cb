import type { Story } from '../story';
import { HOSTILE, LONG, RTL } from './hostile';

const amount = (bytes: number, cleanableBytes = 0): object => ({ bytes, files: 3, cleanableBytes });

const report = {
  dataDir: '/data/pilothouse',
  totalBytes: 1_843_200_000,
  freeBytes: 61_000_000_000,
  categories: [
    { id: 'jobs', ...amount(1_400_000_000, 900_000_000) },
    { id: 'data', ...amount(402_000_000) },
    { id: 'uploads', ...amount(30_000_000, 24_000_000) },
    { id: 'logs', ...amount(5_200_000, 4_100_000) },
    { id: 'scratch', ...amount(0) },
    { id: 'database', ...amount(4_000_000) },
    { id: 'hub', ...amount(0) },
    { id: 'other', ...amount(2_000_000) }
  ],
  jobs: [
    { name: 'churn-20261122', status: 'Completed', ...amount(900_000_000, 900_000_000) },
    { name: 'wine', status: 'Completed', ...amount(400_000_000), neededBy: ['endpoint wine-best'] },
    { name: 'running', status: 'InProgress', ...amount(100_000_000), neededBy: [] }
  ]
};

const base = { view: 'storage', args: {}, width: 900, height: 560 } as const;

export const storage: Story[] = [
  { ...base, id: 'storage-used', host: { engineStorage: report } },
  {
    ...base,
    id: 'storage-chosen',
    host: { engineStorage: report },
    clicks: ['tbody input[type=checkbox]']
  },
  { ...base, id: 'storage-empty', host: { engineStorage: { ...report, jobs: [] } } },
  { ...base, id: 'storage-failed', host: { engineStorage: null } },
  {
    ...base,
    id: 'storage-hostile',
    width: 420,
    host: {
      engineStorage: {
        ...report,
        dataDir: LONG,
        jobs: [HOSTILE, LONG, RTL].map(name => ({
          name,
          status: 'Completed',
          ...amount(5_000_000, 1_000),
          neededBy: [HOSTILE]
        }))
      }
    }
  }
];
