import { useCallback, useEffect, useRef, useState } from 'react';
import type { AwsApi } from '../../aws/api';
import { AwsError } from '../../aws/errors';
import type { AwsErrorData } from '../../aws/errors';
import { problemTypeOf } from '../../automl/types';
import type { Candidate, Job } from '../../automl/types';
import {
  deploy,
  deployConfirmation,
  loadDeployExplainer,
  planDeployment
} from '../../endpoints/deploy';
import type { DeploymentPlan, InferenceContainer } from '../../endpoints/deploy';
import type { BackendState, Host } from '../../host';

export interface DeployState {
  /** What is being done, e.g. `Creating model …`. */
  text: string | undefined;
  error: AwsErrorData | undefined;
  /** Deploy a candidate after asking; shows the endpoint. */
  run: (candidate: Candidate) => Promise<void>;
  /** What {@link run} would create. @throws AwsError if the candidate cannot be deployed. */
  plan: (candidate: Candidate, signal?: AbortSignal) => Promise<DeploymentPlan>;
}

/** @param instanceType - Empty: the default. */
export function useDeploy(
  api: AwsApi,
  host: Host,
  job: Job,
  backend: BackendState | undefined,
  instanceType: string
): DeployState {
  const [text, setText] = useState<string>();
  const [error, setError] = useState<AwsErrorData>();
  const running = useRef<AbortController>();
  useEffect(() => () => running.current?.abort(), []);

  const plan = useCallback(
    async (candidate: Candidate, signal?: AbortSignal): Promise<DeploymentPlan> => {
      // The baseline belongs to the data, not to the model: it serves every candidate.
      const locations = job.BestCandidate?.CandidateProperties?.CandidateArtifactLocations;
      const prefix = locations?.Explainability;
      const explainer = prefix ? await loadDeployExplainer(api, prefix, { signal }) : undefined;
      return planDeployment({
        jobName: job.AutoMLJobName ?? '',
        candidateName: candidate.CandidateName ?? '',
        containers: (candidate.InferenceContainers ?? []) as InferenceContainer[],
        problemType: problemTypeOf(job),
        roleArn: backend?.roleArn ?? job.RoleArn ?? '',
        cost: backend?.cost ?? 'billed',
        backendLabel: backend?.label,
        instanceType: instanceType.trim() || undefined,
        explainer
      });
    },
    [api, job, backend, instanceType]
  );

  const run = useCallback(
    async (candidate: Candidate): Promise<void> => {
      if (running.current) {
        return;
      }
      const controller = new AbortController();
      running.current = controller;
      const { signal } = controller;
      setError(undefined);
      setText('Preparing');
      try {
        const planned = await plan(candidate, signal);
        if (await host.confirm(deployConfirmation(planned))) {
          const { endpointName } = await deploy(api, planned, {
            signal,
            onProgress: (_, message) => setText(message)
          });
          host.openView('endpoint', { endpointName });
        }
      } catch (thrown) {
        setError(AwsError.from(thrown).toData());
      } finally {
        running.current = undefined;
        setText(undefined);
      }
    },
    [api, host, plan]
  );
  return { text, error, run, plan };
}
