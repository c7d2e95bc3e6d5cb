/** In the browser: draws a leaderboard and a list of jobs, tells their times. */
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { leaderboard } from '@pilothouse/core/automl/leaderboard';
import { LeaderboardTab } from '@pilothouse/core/views/automl-job/LeaderboardTab';
import { ResourceList } from '@pilothouse/core/views/sidebar/ResourceList';
import { fakeHost } from '@pilothouse/core/views/testing/fakeHost';

const { document, requestAnimationFrame } = globalThis;
const frame = () => new Promise(resolve => requestAnimationFrame(resolve));
const time = second => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

/** Candidates as the service lists them: every metric on two sets. */
function candidates(count) {
  const names = ['Accuracy', 'AUC', 'BalancedAccuracy', 'F1', 'LogLoss', 'Precision', 'Recall'];
  return Array.from({ length: count }, (_, i) => {
    const value = 0.9 - (i % 97) / 300;
    return {
      CandidateName: `churn-1-${String(i).padStart(3, '0')}-LightGBM_${i}-9f1c`,
      CandidateStatus: 'Completed',
      ObjectiveStatus: 'Succeeded',
      CreationTime: time(i),
      EndTime: time(i + 5 + (i % 11)),
      FinalAutoMLJobObjectiveMetric: { MetricName: 'F1', Type: 'Maximize', Value: value },
      InferenceContainers: [{ Image: 'img', ModelDataUrl: 's3://bkt/m.tar.gz' }],
      CandidateProperties: {
        CandidateMetrics: ['Validation', 'Train'].flatMap(Set =>
          [...names, 'InferenceLatency'].map((StandardMetricName, k) => ({
            ...{ StandardMetricName, Set },
            Value: value - k / 100
          }))
        )
      }
    };
  });
}

/** Milliseconds from the answer to the frame that shows the first rows. */
async function shown(element, rows) {
  const stage = document.createElement('div');
  stage.className = 'ph-root';
  stage.style.cssText = 'width:1000px;height:700px;overflow:hidden';
  document.body.replaceChildren(stage);
  await frame();
  const begin = performance.now();
  createRoot(stage).render(element());
  while (stage.querySelectorAll(rows).length < 10) {
    if (performance.now() > begin + 10_000) throw new Error('Nothing is shown.');
    await new Promise(resolve => setTimeout(resolve, 0));
  }
  await frame();
  return { ms: performance.now() - begin, stage };
}

/** Milliseconds of the longest frame while scrolling through it all. */
async function scrolled(scroller) {
  let longest = 0;
  let last = performance.now();
  const steps = 60;
  for (let step = 1; step <= steps; step += 1) {
    scroller.scrollTop = (scroller.scrollHeight * step) / steps;
    await frame();
    const now = performance.now();
    // The first frames still hold the first drawing.
    if (step > 2) longest = Math.max(longest, now - last);
    last = now;
  }
  return longest;
}

globalThis.drawLeaderboard = async count => {
  const host = fakeHost({});
  const list = candidates(count);
  const job = { AutoMLJobName: 'churn-1', AutoMLJobObjective: { MetricName: 'F1' } };
  const { ms, stage } = await shown(
    () =>
      createElement(LeaderboardTab, {
        board: leaderboard(job, list),
        ...{ host, jobName: 'churn-1', running: false, selected: undefined },
        ...{ onSelect: () => undefined, pinned: new Set() }
      }),
    'tbody tr.ph-Table-row'
  );
  return { ms, longest: await scrolled(stage.querySelector('.ph-Table')) };
};

globalThis.drawJobs = async count => {
  const resources = Array.from({ length: count }, (_, i) => ({
    name: `churn-${String(i).padStart(4, '0')}`,
    status: ['Completed', 'Failed', 'Stopped'][i % 3],
    createdAt: time(i)
  }));
  const { ms, stage } = await shown(
    () =>
      createElement(ResourceList, {
        ...{ label: 'Jobs', resources, locale: 'en', onOpen: () => undefined }
      }),
    '.ph-List-row'
  );
  return { ms, longest: await scrolled(stage.querySelector('.ph-List')) };
};
