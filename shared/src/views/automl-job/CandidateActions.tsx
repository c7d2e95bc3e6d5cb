import type { ReactElement } from 'react';
import type { LeaderboardRow } from '../../automl/leaderboard';
import type { Job } from '../../automl/types';
import { candidateContainers } from '../../endpoints/deploySubject';
import type { Host } from '../../host';
import { Button } from '../parts';

export interface CandidateActionsProps {
  host: Host;
  job: Job;
  best: LeaderboardRow | undefined;
  selected: LeaderboardRow | undefined;
  pinned: ReadonlySet<string>;
  onPin: (name: string) => void;
}

function isDeployable(row: LeaderboardRow | undefined): row is LeaderboardRow {
  return row !== undefined && candidateContainers(row.candidate).length > 0;
}

/** What can be done with a candidate. */
export function CandidateActions(props: CandidateActionsProps): ReactElement | null {
  const { host, job, best, selected, pinned, onPin } = props;
  const chosen = selected ?? best;
  const explained = [chosen, best].find(
    row => row?.candidate.CandidateProperties?.CandidateArtifactLocations?.Explainability
  );
  if (!chosen) {
    return null;
  }
  const other = selected && !selected.best ? selected : undefined;
  const deploy = ({ name }: LeaderboardRow): void =>
    host.openView('deploy', { jobName: job.AutoMLJobName ?? '', candidateName: name });
  return (
    <section className="ph-Stack" aria-label="Candidate actions">
      <div className="ph-Actions">
        {isDeployable(best) && (
          <Button kind="primary" onClick={() => deploy(best)}>
            Deploy best…
          </Button>
        )}
        {isDeployable(other) && <Button onClick={() => deploy(other)}>Deploy selected…</Button>}
        {explained && (
          <Button
            icon="chart"
            onClick={() =>
              host.openView('explanation', {
                source: {
                  kind: 'job',
                  jobName: job.AutoMLJobName ?? '',
                  candidateName: explained.name
                }
              })
            }
          >
            Open explanation
          </Button>
        )}
        {selected && (
          <Button kind="quiet" onClick={() => onPin(selected.name)}>
            {pinned.has(selected.name) ? 'Unpin' : 'Pin on top'}
          </Button>
        )}
      </div>
    </section>
  );
}
