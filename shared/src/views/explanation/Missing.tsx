import type { ReactElement } from 'react';
import type { Host } from '../../host';
import { Button, EmptyState } from '../parts';
import type { Loaded, Origin } from './load';
import { sourcePlace } from './source';

export interface MissingProps {
  missing: Exclude<Loaded, { state: 'ready' }>;
  origin: Origin;
  host: Host;
}

/** Why there is no explanation, and what would be one. */
export function Missing({ missing, origin, host }: MissingProps): ReactElement {
  if (missing.state === 'unknown' || origin.kind !== 'job') {
    const place = origin.kind === 'dropped' ? origin.folder.source : sourcePlace(origin);
    const problems = missing.state === 'unknown' ? missing.problems : [];
    return (
      <EmptyState
        title="No explanation here"
        actions={
          <Button onClick={() => host.openView('explanation', { source: { kind: 'none' } })}>
            Open another
          </Button>
        }
      >
        {place} was not recognised. Looked for: <code>analysis.json</code> with SHAP values, bias
        metrics, partial dependence or time series; <code>out.csv</code> whose headers end in a
        label; <code>out.jsonl</code> of texts or time series; an endpoint’s answer with
        explanations; Autopilot’s report of pictures or texts; Clarify’s pictures;{' '}
        <code>baseline.csv</code>; <code>constraint_violations.json</code>.
        {problems.length > 0 && (
          <ul className="ph-Problems">
            {problems.slice(0, 20).map((problem, index) => (
              <li key={index}>{problem}</li>
            ))}
          </ul>
        )}
      </EmptyState>
    );
  }
  const { jobName, candidateName } = origin;
  switch (missing.reason) {
    case 'not-best':
      return (
        <EmptyState
          title={`${candidateName ?? 'This candidate'} has no explanation`}
          actions={
            <Button
              kind="primary"
              onClick={() => host.openView('explanation', { source: { kind: 'job', jobName } })}
            >
              Explain the best candidate
            </Button>
          }
        >
          Explanations are computed for the best candidate only
          {missing.bestCandidate ? `: ${missing.bestCandidate}` : ''}.
        </EmptyState>
      );
    case 'unfinished':
      return (
        <EmptyState title="Not computed yet">
          The explanation of the best candidate is computed near the end of the job. It appears here
          by itself.
        </EmptyState>
      );
    case 'no-files':
      return (
        <EmptyState title="This job has no explanation">
          The job ended without one: it was stopped or failed before explaining, or its files were
          deleted from S3.
        </EmptyState>
      );
  }
}
