/** Violations, baselines, reports and unknown sections, in every state of their views. */
import { memorySource } from '@pilothouse/core/aws/source';
import type { ExplanationFolder } from '@pilothouse/core/explain/folder';
import type {
  BaselineExplanation,
  RawExplanation,
  ReportExplanation,
  ViolationsExplanation
} from '@pilothouse/core/explain/model';
import BaselineView from '@pilothouse/core/views/explanation/kinds/baseline';
import RawView from '@pilothouse/core/views/explanation/kinds/raw';
import ReportView from '@pilothouse/core/views/explanation/kinds/report';
import ViolationsView from '@pilothouse/core/views/explanation/kinds/violations';
import type { Story } from '../story';
import { random } from './data';
import { EMOJI, HOSTILE, HUGE, LONG, RTL } from './hostile';
import { meta, nothing, story } from './kindStory';

const violations: ViolationsExplanation = {
  ...nothing,
  kind: 'violations',
  meta: meta('F14', ['constraint_violations.json: entry 4 has no description']),
  violations: [
    {
      subject: 'age',
      metric: 'CI',
      check: 'bias_drift_check',
      description:
        'Metric value 0.71 does not meet the baseline constraint requirement: it was 0.42 when the model was trained, and the interval of confidence does not hold it.'
    },
    {
      subject: 'label0',
      check: 'feature_attribution_drift_check',
      description: 'NDCG 0.81 is below 0.90.'
    },
    { subject: 'income', metric: 'DPL', check: 'bias_drift_check', description: '' },
    { subject: HOSTILE[0], check: HOSTILE[1], description: HOSTILE[4] },
    { subject: HUGE, check: RTL, description: LONG }
  ]
};

const baselineNext = random(3);
const baseline: BaselineExplanation = {
  ...nothing,
  kind: 'baseline',
  features: ['age', 'income', 'plan', '<b>bold</b>', RTL, LONG],
  records: 60,
  data: [
    Array.from({ length: 60 }, () => Math.round(20 + baselineNext() * 50)),
    Array.from({ length: 60 }, (_, i) => (i % 9 === 0 ? null : Math.round(baselineNext() * 90000))),
    Array.from({ length: 60 }, (_, i) => ['basic', 'basic', 'premium'][i % 3] as string),
    Array.from({ length: 60 }, () => baselineNext()),
    Array.from({ length: 60 }, () => null),
    Array.from({ length: 60 }, () => HOSTILE[0])
  ],
  meta: meta('F12')
};

const raw: RawExplanation = {
  ...nothing,
  kind: 'raw',
  title: 'performance_metrics',
  json: {
    version: '2.0',
    segments: [
      { name: HOSTILE[0], rows: 120, metrics: { f1: 0.81, auc: null, note: LONG } },
      { name: RTL, rows: 80, metrics: { f1: 0.77, auc: 0.9, note: '' } }
    ],
    numbers: Array.from({ length: 5000 }, (_, i) => i / 7),
    flags: { ready: true, odd: EMOJI, empty: {}, none: [] },
    __proto__: 1,
    [HUGE]: HUGE
  },
  meta: meta('raw')
};

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const reportHtml = `<!DOCTYPE html><html><head><title>x</title>
<style>table{border-collapse:collapse} td,th{border:1px solid #999;padding:4px 8px}</style></head>
<body><h1>SageMaker Analysis Report</h1><p>Global explanations of label0.</p>
<table><tr><th>Feature</th><th>Value</th></tr><tr><td>Age</td><td>0.0597</td></tr></table>
<script>parent.window.ran=11; document.body.textContent='ran'</script>
<img src="https://example.org/track.png" onerror="parent.window.ran=12">
<a href="https://example.org/">elsewhere</a><form action="https://example.org"><button>send</button></form>
</body></html>`;
const reportNotebook = JSON.stringify({
  cells: [
    {
      cell_type: 'markdown',
      source: ['# SageMaker Analysis Report\n', 'What the model looks at.']
    },
    { cell_type: 'markdown', source: `## ${HOSTILE[0]}\n${HOSTILE[1]}` },
    {
      cell_type: 'code',
      source: 'show(report)',
      outputs: [
        { output_type: 'stream', text: ['Global values\n', 'Age  0.0597\n'] },
        { output_type: 'display_data', data: { 'image/png': PIXEL } },
        { output_type: 'display_data', data: { 'text/html': '<script>window.ran=13</script>' } }
      ]
    }
  ]
});
const files: Record<string, string> = {
  'report.html': reportHtml,
  'report.ipynb': reportNotebook,
  'report.pdf': '%PDF-1.4'
};
const folder: ExplanationFolder = {
  source: 's3://bucket/report',
  list: async () => ({ entries: [], truncated: false }),
  open: path => memorySource(path, new TextEncoder().encode(files[path] ?? '')),
  resolve: () => undefined
};
const report: ReportExplanation = {
  ...nothing,
  kind: 'report',
  files: [
    { uri: 'report.ipynb', type: 'ipynb' },
    { uri: 'report.html', type: 'html' },
    { uri: 'report.pdf', type: 'pdf' }
  ],
  meta: meta('F13')
};

export const kindFiles: Story[] = [
  story({ id: 'violations' }, ViolationsView, violations),
  story({ id: 'violations-none' }, ViolationsView, { ...violations, violations: [] }),
  story({ id: 'baseline-features' }, BaselineView, baseline),
  story({ id: 'baseline-rows', clicks: ['[role="tab"]:nth-child(2)'] }, BaselineView, baseline),
  story({ id: 'baseline-one' }, BaselineView, {
    ...baseline,
    records: 1,
    data: baseline.data.map(column => column.slice(0, 1))
  }),
  story({ id: 'report-page' }, ReportView, report, { folder }),
  story({ id: 'report-notebook', clicks: ['[role="tab"]:nth-child(2)'] }, ReportView, report, {
    folder
  }),
  story({ id: 'report-pdf', clicks: ['[role="tab"]:nth-child(3)'] }, ReportView, report, {
    folder
  }),
  story({ id: 'report-elsewhere' }, ReportView, report),
  story({ id: 'raw-tree' }, RawView, raw)
];
