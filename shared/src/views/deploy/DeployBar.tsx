import { useMemo, useState, type ReactElement } from 'react';
import type { AwsErrorData } from '../../aws/errors';
import { codeNote } from '../../automl/code';
import { deploymentCode } from '../../automl/code/deployment';
import { regionQuotaPage } from '../../automl/consolePages';
import { deploymentCost, type DeploymentPlan, type PlannedCall } from '../../endpoints/deploy';
import { deployAdvice, isQuota } from '../../endpoints/failures';
import type { DeployProblem } from '../../endpoints/deployRules';
import type { Host } from '../../host';
import {
  Banner,
  Button,
  CodeBlock,
  ErrorState,
  ProgressBar,
  ProgressSteps,
  type Step
} from '../parts';
import { sizeText } from '../parts/sizeText';
import { openDeployed, type Deployment, type RunProgress } from './useDeployment';

export interface DeployBarProps {
  host: Host;
  deployment: Deployment;
  /** Absent while the draft cannot be a plan, for the reason in `problem`. */
  plan: DeploymentPlan | undefined;
  problem: string | undefined;
  problems: readonly DeployProblem[];
  showErrors: boolean;
  onRefused: () => void;
  /** Region on AWS. */
  region: string | undefined;
}

/** What the rules say, the cost, the button, the progress, what a failure left, and the code. */
export function DeployBar(props: DeployBarProps): ReactElement {
  const { host, deployment, plan, problems, showErrors, onRefused } = props;
  const { progress, error, created, done } = deployment;
  const [code, setCode] = useState(false);
  const errors = problems.filter(({ severity }) => severity === 'error');
  const warnings = problems.filter(({ severity }) => severity === 'warning');
  const busy = progress !== undefined;
  const run = (): void => {
    if (errors.length > 0 || !plan) {
      onRefused();
    } else {
      void deployment.run(plan);
    }
  };
  const verb = plan?.kind === 'batch' ? 'Start transform' : 'Deploy';
  return (
    <section className="ph-Stack" aria-label="Deploy">
      {showErrors && errors.length > 0 && (
        <Problems kind="error" title="Before it can be deployed" problems={errors} />
      )}
      {warnings.length > 0 && <Problems kind="warning" title="Look at this" problems={warnings} />}
      {plan?.notes.map(note => (
        <p key={note} className="ph-muted">
          {note}
        </p>
      ))}
      {done && (
        <Banner
          kind="info"
          title={
            done.kind === 'batch'
              ? `Transform ${done.name} has started.`
              : `${done.name} is being started.`
          }
          actions={
            <Button onClick={() => openDeployed(host, done.kind, done.name)}>
              {done.kind === 'batch' ? 'Open transform' : 'Open endpoint'}
            </Button>
          }
        />
      )}
      {error && (
        <ErrorState
          error={error}
          what={error.code === 'Cancelled' ? 'It was cancelled.' : 'It was not deployed.'}
          host={host}
          onRetry={created.length > 0 ? undefined : run}
        />
      )}
      {error && <Advice error={error} region={props.region} host={host} />}
      {plan && created.length > 0 && !busy && (
        <Banner
          kind="warning"
          title={error ? 'Some of it was created.' : 'An earlier attempt did not end.'}
          actions={
            <>
              <Button kind="primary" onClick={run}>
                Go on
              </Button>
              <Button onClick={() => void deployment.remove(plan)}>Remove these</Button>
            </>
          }
        >
          {`There is: ${created.join(', ')}. `}
          {plan.cost === 'billed' && created.includes(`endpoint ${plan.name}`)
            ? 'The endpoint is billed while it is there.'
            : 'That costs nothing.'}
        </Banner>
      )}
      {plan && busy && <Progress plan={plan} progress={progress} created={created} host={host} />}
      <div className="ph-Actions">
        {created.length === 0 && (
          <Button kind="primary" busy={busy} onClick={run}>
            {verb}
          </Button>
        )}
        {busy && progress.step !== 'ask' && progress.step !== 'remove' && (
          <Button onClick={deployment.cancel}>Cancel</Button>
        )}
        <span className="ph-muted">{plan ? deploymentCost(plan) : props.problem}</span>
        <Button kind="quiet" expanded={code} onClick={() => setCode(!code)}>
          Show code
        </Button>
      </div>
      {code && <Code host={host} plan={plan} problem={props.problem} />}
    </section>
  );
}

/** What helps against a failure, where the service’s own words do not say it. */
function Advice({
  error,
  region,
  host
}: {
  error: AwsErrorData;
  region: string | undefined;
  host: Host;
}): ReactElement | null {
  const advice = deployAdvice(error);
  const quota = isQuota(error.code) || isQuota(error.message) ? regionQuotaPage(region) : undefined;
  return advice ? (
    <Banner
      kind="info"
      title={advice.text}
      actions={
        quota && <Button onClick={() => host.openExternal(quota)}>Open Service Quotas</Button>
      }
    >
      {advice.step}
    </Banner>
  ) : null;
}

function Problems({
  kind,
  title,
  problems
}: {
  kind: 'error' | 'warning';
  title: string;
  problems: readonly DeployProblem[];
}): ReactElement {
  return (
    <Banner kind={kind} title={title}>
      <ul>
        {problems.map(({ field, message }, index) => (
          <li key={`${field}:${index}`}>{message}</li>
        ))}
      </ul>
    </Banner>
  );
}

const STEPS: Record<PlannedCall['operation'], string> = {
  CreateModel: 'Model',
  CreateEndpointConfig: 'Configuration',
  CreateEndpoint: 'Endpoint',
  CreateTransformJob: 'Transform job'
};

function Progress({
  plan,
  progress,
  created,
  host
}: {
  plan: DeploymentPlan;
  progress: RunProgress;
  created: readonly string[];
  host: Host;
}): ReactElement {
  const files = plan.uploads.length > 0 || plan.copies.length > 0 || plan.file !== undefined;
  const begun = progress.step !== 'ask' && progress.step !== 'files';
  const steps: Step[] = [
    ...(files
      ? [
          {
            id: 'files',
            label: 'Files',
            state: progress.step === 'files' ? 'current' : begun ? 'done' : 'todo'
          } as const
        ]
      : []),
    ...plan.calls.map(({ operation, what }): Step => ({
      id: operation,
      label: STEPS[operation],
      state: created.includes(what) ? 'done' : progress.step === operation ? 'current' : 'todo'
    }))
  ];
  return (
    <>
      <ProgressSteps label="Deployment" steps={steps} />
      {progress.total > 0 && (
        <div className="ph-Row">
          <ProgressBar label="Uploading the records" value={progress.sent / progress.total} />
          <span className="ph-number">
            {`${sizeText(progress.sent, host.locale)} of ${sizeText(progress.total, host.locale)}`}
          </span>
        </div>
      )}
    </>
  );
}

function Code({
  host,
  plan,
  problem
}: Pick<DeployBarProps, 'host' | 'plan' | 'problem'>): ReactElement {
  const variants = useMemo(() => {
    try {
      return plan ? deploymentCode(plan) : problem;
    } catch (error) {
      // A location that is none yet: the rules name the field.
      return error instanceof Error ? error.message : String(error);
    }
  }, [plan, problem]);
  return Array.isArray(variants) ? (
    <CodeBlock label="Code of this deployment" variants={variants} host={host} note={codeNote} />
  ) : (
    <Banner kind="info" title="The code cannot be shown yet.">
      {variants}
    </Banner>
  );
}
