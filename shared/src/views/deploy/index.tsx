import { useEffect, useMemo, useState, type ReactElement } from 'react';
import type { AwsApi, CallOptions } from '../../aws/api';
import { AwsError } from '../../aws/errors';
import { asRole } from '../../aws/role';
import { AutoMLService } from '../../automl/service';
import type { Candidate, Job } from '../../automl/types';
import { planDeployment, type DeploymentPlan } from '../../endpoints/deploy';
import { resolveDeployment } from '../../endpoints/deployDraft';
import { deployProblems } from '../../endpoints/deployRules';
import {
  ofOtherAccount,
  onInstances,
  subjectOf,
  type DeploymentKind,
  type DeploymentSubject
} from '../../endpoints/deploySubject';
import { loadDeployExplainer } from '../../endpoints/explainer';
import type { BackendState } from '../../host';
import {
  Button,
  Checkbox,
  EmptyState,
  Loaded,
  RadioGroup,
  Section,
  Skeleton,
  TagFields,
  TextField,
  useAsync,
  useBackend,
  type RadioChoice
} from '../parts';
import type { ViewProps } from '../registry';
import { BatchFields, BatchMore } from './BatchFields';
import { DeployBar } from './DeployBar';
import { errorsOf, type DeployFormProps } from './form';
import {
  AsyncFields,
  AsyncMore,
  InstanceFields,
  ServerlessFields,
  TimeoutFields
} from './KindFields';
import { ModelFields, ResponseFields } from './ModelFields';
import { OtherAccount, RoleNote } from './OtherAccount';
import { useDeployment } from './useDeployment';

/** Deploying one candidate of a job: as an endpoint of any kind, or as a batch transform. */
export default function Deploy(props: ViewProps<'deploy'>): ReactElement {
  return props.args.jobName === '' ? (
    <OtherAccount api={props.api} host={props.host} />
  ) : (
    <DeployJob {...props} />
  );
}

function DeployJob({ args, api, host }: ViewProps<'deploy'>): ReactElement {
  const { jobName, candidateName, role } = args;
  const { state: backend, error: backendError } = useBackend(host);
  const place = backend ? JSON.stringify(backend.choice) : backendError && 'unknown';
  const key =
    place === undefined
      ? undefined
      : `${place}|${jobName}|${candidateName ?? ''}` + (role ? `|${role}` : '');
  const loaded = useAsync(signal => loadSubject(api, args, { signal }), key);
  useEffect(
    () => host.setTitle(`Deploy ${candidateName ?? jobName}`),
    [host, jobName, candidateName]
  );
  return (
    <main className="ph-View">
      <header className="ph-View-header">
        <h1 className="ph-View-title">Deploy {candidateName ?? 'the best candidate'}</h1>
        <div className="ph-View-actions">
          {role === undefined ? (
            <>
              <Button
                kind="quiet"
                title="Read a job with a role of its account, deploy it in yours"
                onClick={() => host.openView('deploy', { jobName: '' })}
              >
                From another account
              </Button>
              <Button kind="quiet" onClick={() => host.openView('automl-job', { jobName })}>
                Open job
              </Button>
            </>
          ) : (
            <Button kind="quiet" onClick={() => host.openView('deploy', { jobName: '' })}>
              Another job or role
            </Button>
          )}
        </div>
      </header>
      {role !== undefined && <RoleNote api={api} role={role} storeKey={key} />}
      <Loaded
        state={loaded}
        what="The candidate could not be read."
        host={host}
        skeleton={<Skeleton label="Loading the candidate" layout="form" rows={6} />}
      >
        {subject =>
          subject && subject.containers.length > 0 ? (
            <Form
              key={key}
              api={api}
              host={host}
              subject={subject}
              backend={backend}
              storeKey={key ?? ''}
            />
          ) : (
            <EmptyState title="This candidate cannot be deployed">
              Only finished candidates have a model. Choose another one in the job.
            </EmptyState>
          )
        }
      </Loaded>
    </main>
  );
}

/** @returns nothing if the job has no such candidate. */
async function loadSubject(
  own: AwsApi,
  { jobName, candidateName, role }: ViewProps<'deploy'>['args'],
  options: CallOptions
): Promise<DeploymentSubject | null> {
  const api = role === undefined ? own : asRole(own, role);
  const job = await new AutoMLService(api).describe(jobName, options);
  const candidate = await findCandidate(api, job, jobName, candidateName, options);
  // The baseline belongs to the data, not to the model: it serves every candidate.
  const locations = job.BestCandidate?.CandidateProperties?.CandidateArtifactLocations;
  const prefix = locations?.Explainability;
  const explainer = prefix ? await loadDeployExplainer(api, prefix, options) : undefined;
  if (!candidate) {
    return null;
  }
  const subject = subjectOf({ AutoMLJobName: jobName, ...job }, candidate, explainer);
  return role === undefined ? subject : ofOtherAccount(subject, role);
}

async function findCandidate(
  api: AwsApi,
  job: Job,
  jobName: string,
  candidateName: string | undefined,
  options: CallOptions
): Promise<Candidate | undefined> {
  const best = job.BestCandidate;
  if (candidateName === undefined || best?.CandidateName === candidateName) {
    return best;
  }
  const { Candidates = [] } = await api.call<{ Candidates?: Candidate[] }>(
    'sagemaker',
    'ListCandidatesForAutoMLJob',
    { AutoMLJobName: jobName, CandidateNameEquals: candidateName },
    options
  );
  return Candidates.find(({ CandidateName }) => CandidateName === candidateName);
}

const KINDS: RadioChoice<DeploymentKind>[] = [
  { value: 'real-time', label: 'Real-time', hint: 'Answers at once. Runs until you delete it.' },
  {
    value: 'serverless',
    label: 'Serverless',
    hint: 'Starts with a request, so the first answer takes longer. Up to 4 MB a request.'
  },
  {
    value: 'asynchronous',
    label: 'Asynchronous',
    hint: 'Up to 1 GB and an hour a request. Answers go to S3.'
  },
  {
    value: 'batch',
    label: 'Batch transform',
    hint: 'Predicts a whole file, then ends. No endpoint.'
  }
];

interface FormProps extends Pick<ViewProps<'deploy'>, 'api' | 'host'> {
  subject: DeploymentSubject;
  backend: BackendState | undefined;
  storeKey: string;
}

function Form({ api, host, subject: given, backend, storeKey }: FormProps): ReactElement | null {
  const deployment = useDeployment(api, host, given, storeKey);
  const [showErrors, setShowErrors] = useState(false);
  const { draft, change } = deployment;
  const machines = draft.kind === 'serverless' ? '' : draft.instanceType.trim();
  const subject = useMemo(() => onInstances(given, machines), [given, machines]);
  const defaults = useMemo(
    () => ({ roleArn: backend?.roleArn, bucket: backend?.defaultBucket }),
    [backend]
  );
  const problems = useMemo(
    () => deployProblems(subject, draft, defaults),
    [subject, draft, defaults]
  );
  const planned = useMemo((): { plan?: DeploymentPlan; problem?: string } => {
    try {
      const where = {
        ...defaults,
        cost: backend?.cost ?? ('billed' as const),
        backendLabel: backend?.label
      };
      return { plan: planDeployment(subject, draft, where) };
    } catch (error) {
      return { problem: AwsError.from(error).message };
    }
  }, [subject, draft, defaults, backend]);
  if (!deployment.ready) {
    return null;
  }
  const parts: DeployFormProps = {
    api,
    host,
    subject,
    draft,
    resolved: resolveDeployment(draft, subject, defaults),
    defaults,
    problems,
    showErrors,
    onChange: change
  };
  const { kind } = draft;
  const batch = kind === 'batch';
  const kindError = errorsOf(parts, 'kind').error;
  return (
    <>
      {/* What exists already was made by these choices. */}
      <fieldset
        className="ph-RadioGroup"
        disabled={deployment.created.length > 0 || deployment.progress !== undefined}
      >
        <legend className="ph-hidden">Deployment</legend>
        <div className="ph-Stack">
          <RadioGroup<DeploymentKind>
            label="Deploy as"
            value={kind}
            choices={KINDS}
            onChange={next => change({ kind: next })}
          />
          {kindError && <div className="ph-Field-error">{kindError}</div>}
          <TextField
            label={batch ? 'Name of the transform job' : 'Endpoint name'}
            code
            value={draft.name}
            {...errorsOf(parts, 'name')}
            onChange={name => change({ name })}
          />
          {kind === 'serverless' ? <ServerlessFields {...parts} /> : <InstanceFields {...parts} />}
          {kind === 'asynchronous' && <AsyncFields {...parts} />}
          {batch && <BatchFields {...parts} />}
          <ResponseFields {...parts} />
          {kind === 'real-time' && subject.explainer && subject.containers.length === 1 && (
            <Checkbox
              label="Explain predictions when asked"
              hint="Every request may ask for the contributions of the features."
              checked={draft.explain}
              onChange={explain => change({ explain })}
            />
          )}
          <Section
            title={batch ? 'Filters, limits, model, tags' : 'Model, role, limits, tags'}
            host={host}
            storageKey="deploy-more"
            defaultOpen={false}
          >
            <div className="ph-Stack">
              {batch && <BatchMore {...parts} />}
              {kind === 'asynchronous' && <AsyncMore {...parts} />}
              {!batch && kind !== 'serverless' && <TimeoutFields {...parts} />}
              <ModelFields {...parts} />
              <TagFields
                tags={draft.tags}
                error={showErrors ? errorsOf(parts, 'tags').error : undefined}
                onChange={tags => change({ tags })}
              />
            </div>
          </Section>
        </div>
      </fieldset>
      <DeployBar
        host={host}
        deployment={deployment}
        plan={planned.plan}
        problem={planned.problem}
        problems={problems}
        showErrors={showErrors}
        region={backend?.choice.kind === 'aws' ? backend.region : undefined}
        onRefused={() => setShowErrors(true)}
      />
    </>
  );
}
