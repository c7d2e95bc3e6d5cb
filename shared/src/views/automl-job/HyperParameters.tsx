import { useState, type ReactElement } from 'react';
import type { AwsApi } from '../../aws/api';
import { readHyperParameters, trainingSteps } from '../../automl/hyperParameters';
import type { HyperParameter } from '../../automl/hyperParameters';
import type { LeaderboardRow } from '../../automl/leaderboard';
import type { Host } from '../../host';
import { Loaded, Skeleton, Table, useAsync, type Column } from '../parts';

export interface HyperParametersProps {
  api: AwsApi;
  host: Host;
  row: LeaderboardRow;
}

/** Settings of a candidate's training jobs, read when they are asked for. */
export function HyperParameters({ api, host, row }: HyperParametersProps): ReactElement | null {
  const { candidate, name } = row;
  const [open, setOpen] = useState(false);
  const steps = trainingSteps(candidate);
  const state = useAsync(
    signal => readHyperParameters(api, candidate, { signal }),
    open ? `hyper-parameters:${name}:${steps.join()}` : undefined
  );
  if (steps.length === 0) {
    return null;
  }
  const columns: Column<HyperParameter>[] = [
    { id: 'name', header: 'Setting', rowHeader: true, value: one => one.name },
    {
      id: 'value',
      header: 'Value',
      value: one =>
        one.value !== '' && Number.isFinite(Number(one.value)) ? Number(one.value) : one.value,
      cell: one => <span className="ph-code">{one.value}</span>
    },
    ...(steps.length > 1
      ? [{ id: 'step', header: 'Step', value: (one: HyperParameter) => one.step }]
      : [])
  ];
  return (
    <details className="ph-Details" onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>Hyperparameters</summary>
      {open && (
        <Loaded
          state={state}
          what="The hyperparameters cannot be read."
          host={host}
          skeleton={
            <Skeleton label="Loading the hyperparameters" layout="table" rows={4} columns={2} />
          }
        >
          {found => (
            <div className="ph-Compact">
              <Table
                label="Hyperparameters"
                columns={columns}
                rows={found}
                rowKey={one => `${one.step} ${one.name}`}
                locale={host.locale}
                empty="This candidate was trained without settings of its own."
              />
            </div>
          )}
        </Loaded>
      )}
    </details>
  );
}
