import { useState, type ReactElement } from 'react';
import type { AwsApi } from '../../aws/api';
import {
  askedHyperParameters,
  readHyperParameters,
  trainingSteps,
  withoutHyperParameters
} from '../../automl/hyperParameters';
import type { HyperParameter } from '../../automl/hyperParameters';
import type { LeaderboardRow } from '../../automl/leaderboard';
import type { Job } from '../../automl/types';
import type { Host } from '../../host';
import { Loaded, Skeleton, Table, useAsync, type Column } from '../parts';

export interface HyperParametersProps {
  api: AwsApi;
  host: Host;
  job: Job;
  row: LeaderboardRow;
}

/**
 * Settings of a candidate: of the request, and of its training jobs, which are read when they are
 * asked for. Where there are none it is said why.
 */
export function HyperParameters({ api, host, job, row }: HyperParametersProps): ReactElement {
  const { candidate, name } = row;
  const [open, setOpen] = useState(false);
  const steps = trainingSteps(candidate);
  const asked = askedHyperParameters(job);
  const state = useAsync(
    signal => readHyperParameters(api, candidate, { signal }),
    open && steps.length > 0 ? `hyper-parameters:${name}:${steps.join()}` : undefined
  );
  const places = steps.length + (asked.length > 0 ? 1 : 0);
  const columns: Column<HyperParameter>[] = [
    { id: 'name', header: 'Setting', rowHeader: true, value: one => one.name },
    {
      id: 'value',
      header: 'Value',
      value: one =>
        one.value !== '' && Number.isFinite(Number(one.value)) ? Number(one.value) : one.value,
      cell: one => <span className="ph-code">{one.value}</span>
    },
    ...(places > 1
      ? [{ id: 'step', header: 'Step', value: (one: HyperParameter) => one.step }]
      : [])
  ];
  const table = (rows: readonly HyperParameter[]): ReactElement => (
    <div className="ph-Compact">
      <Table
        label="Hyperparameters"
        columns={columns}
        rows={rows}
        rowKey={one => `${one.step} ${one.name}`}
        locale={host.locale}
      />
    </div>
  );
  return (
    <details className="ph-Details" onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>Hyperparameters</summary>
      {open && asked.length > 0 && steps.length === 0 && table(asked)}
      {open && asked.length === 0 && steps.length === 0 && (
        <p>{withoutHyperParameters(job, candidate, false)}</p>
      )}
      {open && steps.length > 0 && (
        <Loaded
          state={state}
          what="The hyperparameters cannot be read."
          host={host}
          skeleton={
            <Skeleton label="Loading the hyperparameters" layout="table" rows={4} columns={2} />
          }
        >
          {found =>
            asked.length + found.length > 0 ? (
              table([...asked, ...found])
            ) : (
              <p>{withoutHyperParameters(job, candidate, true)}</p>
            )
          }
        </Loaded>
      )}
      {open && state.error && asked.length > 0 && table(asked)}
    </details>
  );
}
