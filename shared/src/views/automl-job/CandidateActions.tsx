import { useState, type ReactElement } from 'react';
import type { AwsApi } from '../../aws/api';
import { deploymentCode } from '../../automl/code/deployment';
import { codeNote } from '../../automl/code';
import type { LeaderboardRow } from '../../automl/leaderboard';
import type { Job } from '../../automl/types';
import { DEFAULT_INSTANCE_TYPE } from '../../endpoints/deploy';
import { runningCost } from '../../environment/backend';
import type { BackendState, Host } from '../../host';
import { Button, CodeBlock, ErrorState, Loaded, Skeleton, TextField, useAsync } from '../parts';
import { useDeploy } from './useDeploy';
import type { DeployState } from './useDeploy';

export interface CandidateActionsProps {
  api: AwsApi;
  host: Host;
  job: Job;
  backend: BackendState | undefined;
  best: LeaderboardRow | undefined;
  selected: LeaderboardRow | undefined;
  pinned: ReadonlySet<string>;
  onPin: (name: string) => void;
}

function isDeployable(row: LeaderboardRow | undefined): row is LeaderboardRow {
  return (row?.candidate.InferenceContainers?.length ?? 0) > 0;
}

/** What can be done with a candidate. */
export function CandidateActions(props: CandidateActionsProps): ReactElement | null {
  const { api, host, job, backend, best, selected, pinned, onPin } = props;
  const [instanceType, setInstanceType] = useState('');
  const [code, setCode] = useState(false);
  const deploying = useDeploy(api, host, job, backend, instanceType);
  const chosen = selected ?? best;
  const explained = [chosen, best].find(
    row => row?.candidate.CandidateProperties?.CandidateArtifactLocations?.Explainability
  );
  if (!chosen) {
    return null;
  }
  const busy = deploying.text !== undefined;
  const other = selected && !selected.best ? selected : undefined;
  return (
    <section className="ph-Stack" aria-label="Candidate actions">
      {deploying.error && (
        <ErrorState
          error={deploying.error}
          what={`${chosen.name} was not deployed.`}
          host={host}
          onRetry={() => void deploying.run(chosen.candidate)}
        />
      )}
      <div className="ph-Actions">
        {isDeployable(best) && (
          <Button kind="primary" busy={busy} onClick={() => void deploying.run(best.candidate)}>
            Deploy best
          </Button>
        )}
        {isDeployable(other) && (
          <Button busy={busy} onClick={() => void deploying.run(other.candidate)}>
            Deploy selected
          </Button>
        )}
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
        {isDeployable(chosen) && (
          <Button kind="quiet" expanded={code} onClick={() => setCode(!code)}>
            Show code
          </Button>
        )}
        <span className="ph-muted" role="status">
          {deploying.text ?? (backend ? runningCost(backend.cost) : '')}
        </span>
      </div>
      {backend?.cost === 'billed' && isDeployable(chosen) && (
        <TextField
          label="Instance type"
          code
          value={instanceType}
          placeholder={DEFAULT_INSTANCE_TYPE}
          hint="Machine of the endpoint; one of them is started."
          onChange={setInstanceType}
        />
      )}
      {code && isDeployable(chosen) && (
        <DeployCode host={host} row={chosen} deploying={deploying} instanceType={instanceType} />
      )}
    </section>
  );
}

interface DeployCodeProps {
  host: Host;
  row: LeaderboardRow;
  deploying: DeployState;
  instanceType: string;
}

function DeployCode({ host, row, deploying, instanceType }: DeployCodeProps): ReactElement {
  const plan = useAsync(
    signal => deploying.plan(row.candidate, signal),
    `deploy-code:${row.name}:${instanceType}`
  );
  return (
    <Loaded
      state={plan}
      what="The code cannot be shown."
      host={host}
      skeleton={<Skeleton label="Loading the code" rows={8} />}
    >
      {data => (
        <CodeBlock
          label={`Code that deploys ${row.name}`}
          variants={deploymentCode(data)}
          host={host}
          note={codeNote}
        />
      )}
    </Loaded>
  );
}
