/** Every measurement, in the order of the table, with the figures that it gives. */
import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { startEngine } from '../../scripts/engine.mjs';
import { beeswarm, growth, largeBeeswarm } from './beeswarm.mjs';
import { jobRows, leaderboardRows } from './jobs.mjs';
import { page } from './jupyterlab-page.mjs';
import { readOutCsv } from './read-outcsv.mjs';
import { seamVscode } from './seam-vscode.mjs';
import { shipped, views } from './sizes.mjs';
import { median } from './statistics.mjs';
import { activation } from './vscode-activate.mjs';

const imports = {
  keys: [
    'jupyterlab.server.import.ms',
    'jupyterlab.server.import.boto3',
    'magics.load.ms',
    'magics.load.boto3'
  ],
  measure: context => context.python('python_imports', [], { OMP_NUM_THREADS: '1' })
};

/** Figures of `test/bench/NAME.py`, which calls a Jupyter server's route and the same directly. */
const byRoute = (name, ...keys) => ({
  keys,
  async measure(context) {
    const { env } = await context.engine();
    const server = await context.jupyter({ env });
    try {
      return await context.python(name, [server.origin, server.token], env);
    } finally {
      await server.stop();
    }
  }
});

const seam = byRoute(
  'seam_jupyter',
  'seam.jupyter.overhead.p50.ms',
  'seam.jupyter.route.p50.ms',
  'seam.jupyter.direct.p50.ms'
);

const stream = byRoute(
  'seam_stream',
  'seam.stream.firstToken.overhead.ms',
  'seam.stream.firstToken.route.ms',
  'seam.stream.firstToken.direct.ms'
);

const throughput = byRoute(
  'seam_throughput',
  'seam.s3.throughput.ratio',
  'seam.s3.route.MBps',
  'seam.s3.direct.MBps'
);

const coldStart = {
  keys: ['engine.coldStart.ms'],
  async measure(context) {
    const times = [];
    for (let i = 0; i < 5; i++) {
      const folder = await mkdtemp(path.join(await context.folder(), 'cold-'));
      const env = { PILOTHOUSE_DATA_DIR: folder };
      const engine = await startEngine(env);
      times.push(engine.startMs);
      await engine.stop();
    }
    return { 'engine.coldStart.ms': median(times) };
  }
};

const shap = {
  keys: ['engine.shap.10k20.ratio', 'engine.shap.10k20.s', 'engine.shap.10k20.peer.s'],
  measure: context => context.python('engine_shap', [], { OMP_NUM_THREADS: '1' })
};

const quality = {
  keys: [
    'engine.tabular.job.s',
    'engine.tabular.f1',
    'engine.tabular.reference.f1.gap.pct',
    'engine.invoke.p50.ms',
    'engine.invoke.p95.ms'
  ],
  measure: async context => context.python('engine_quality', [], (await context.engine()).env)
};

/** The engine, AutoGluon and FLAML on the same rows: 20 s a job, 60 s with `--long`. */
const rank = {
  keys: [
    'engine.tabular.rank',
    'engine.tabular.rank.autogluon',
    'engine.tabular.rank.flaml',
    'engine.tabular.rank.ratio',
    'engine.tabular.gap20.pct',
    'engine.tabular.gap60.pct',
    'engine.overhead.pct'
  ],
  measure: async context =>
    context.python('engine_rank', [context.long ? '60' : '20'], (await context.engine()).env)
};

/** 20 s of the load that `npm run soak` holds for 5 minutes. */
const load = {
  keys: ['engine.load.rps', 'engine.load.errors', 'engine.load.memory.growth.MB'],
  measure: context => context.python('engine_load', [context.long ? '300' : '20'])
};

const text = {
  keys: [
    'engine.text.gap.pct',
    'engine.text.accuracy',
    'engine.text.peer.accuracy',
    'engine.text.job.s'
  ],
  measure: async context => context.python('engine_text', [], (await context.engine()).env)
};

const forecast = {
  keys: [
    'engine.forecast.job.s',
    'engine.forecast.wql',
    'engine.forecast.peer.wql',
    'engine.forecast.wql.ratio'
  ],
  measure: async context => context.python('engine_forecast', [], (await context.engine()).env)
};

const images = {
  keys: [
    'engine.image.perSecond',
    'engine.image.job.s',
    'engine.image.accuracy',
    'engine.image.peer.accuracy',
    'engine.image.invoke.p50.ms'
  ],
  measure: async context => {
    const { env } = await context.engine();
    return context.python('engine_images', [], { ...env, OMP_NUM_THREADS: '1' });
  }
};

export const MEASURES = [
  page,
  imports,
  activation,
  shipped,
  views,
  seam,
  seamVscode,
  stream,
  throughput,
  beeswarm,
  largeBeeswarm,
  growth,
  leaderboardRows,
  jobRows,
  readOutCsv,
  coldStart,
  shap,
  quality,
  load,
  rank,
  forecast,
  text,
  images
];

/** Budgets and goals: the most that is well. */
const MOST = {
  'jupyterlab.start.bytes': 40_960,
  'jupyterlab.start.requests': 5,
  'jupyterlab.start.routes': 0,
  'jupyterlab.server.import.ms': 100,
  'jupyterlab.server.import.boto3': 0,
  'magics.load.ms': 50,
  'vscode.activate.ms': 20,
  'vscode.activate.aws': 0,
  'vscode.extension.bytes': 120 * 1024,
  'vscode.aws.bytes': 1.3 * 1024 * 1024,
  'vscode.vsix.bytes': 4 * 1024 * 1024,
  'seam.jupyter.overhead.p50.ms': 5,
  'seam.vscode.overhead.p50.ms': 5,
  'seam.stream.firstToken.overhead.ms': 10,
  'explain.beeswarm.10k20.ratio': 0.2,
  'explain.beeswarm.10k20.interaction.ms': 100,
  'explain.beeswarm.100k50.ms': 1500,
  'explain.beeswarm.100k50.ratio': 0.2,
  'explain.beeswarm.100k50.interaction.ms': 100,
  'leaderboard.750.ms': 100,
  'leaderboard.750.frame.ms': 50,
  'jobs.5000.ms': 100,
  'jobs.5000.frame.ms': 50,
  'explain.read.outcsv.100MB.ratio': 1,
  'engine.load.errors': 0,
  'engine.coldStart.ms': 2000,
  'engine.invoke.p50.ms': 15,
  'engine.invoke.p95.ms': 40,
  'engine.shap.10k20.ratio': 1,
  'engine.shap.10k20.additivity': 1e-6,
  'engine.tabular.job.s': 90,
  'engine.tabular.reference.f1.gap.pct': 1,
  'engine.text.gap.pct': 0,
  'engine.tabular.rank.ratio': 1,
  'engine.tabular.gap20.pct': 1,
  'engine.tabular.gap60.pct': 1,
  'engine.overhead.pct': 5,
  'engine.forecast.wql.ratio': 1
};

/** Goals that are the least that is well. */
const LEAST = {
  'seam.s3.throughput.ratio': 0.7,
  // The clients keep their pace to the last answer, which comes a little after the end.
  'engine.load.rps': 49
};

/**
 * @returns the goal of a figure, how it compares, and whether the value meets it; undefined where
 *   there is none.
 */
export function judge(key, value) {
  if (key in LEAST) return { limit: LEAST[key], sign: '>=', ok: value >= LEAST[key] };
  const most = /^views\.(?!plotly)[\w-]+\.bytes$/.test(key) ? 250 * 1024 : MOST[key];
  return most === undefined ? undefined : { limit: most, sign: '<=', ok: value <= most };
}
