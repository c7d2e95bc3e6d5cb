import { useEffect, useState, type ReactElement } from 'react';
import type { AwsApi } from '../../aws/api';
import { AwsError, type AwsErrorData } from '../../aws/errors';
import { asRole, callerWords } from '../../aws/role';
import { isRoleArn, roleName } from '../../environment/names';
import type { Host } from '../../host';
import { Banner, Button, EmptyState, ErrorState, TextField, useAsync, useBackend } from '../parts';

interface Typed {
  role: string;
  jobName: string;
  candidateName: string;
}

/** Asks for a job of another account and the role that may read it. */
export function OtherAccount({ api, host }: { api: AwsApi; host: Host }): ReactElement {
  const { state: backend } = useBackend(host);
  const [typed, setTyped] = useState<Typed>({ role: '', jobName: '', candidateName: '' });
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AwsErrorData>();
  useEffect(() => host.setTitle('Deploy from another account'), [host]);
  const role = typed.role.trim();
  const jobName = typed.jobName.trim();
  const candidateName = typed.candidateName.trim();
  const roleProblem = isRoleArn(role)
    ? undefined
    : 'Enter the ARN of the role, e.g. arn:aws:iam::111122223333:role/AutoMLReader.';
  const jobProblem = jobName === '' ? 'Enter the name of the job.' : undefined;
  const change = (part: Partial<Typed>): void => setTyped(old => ({ ...old, ...part }));
  const next = async (): Promise<void> => {
    setAsked(true);
    if (roleProblem ?? jobProblem) {
      return;
    }
    setBusy(true);
    setFailure(undefined);
    try {
      await callerWords(asRole(api, role));
      host.openView('deploy', {
        ...{ jobName, role },
        ...(candidateName === '' ? {} : { candidateName })
      });
    } catch (thrown) {
      setFailure(AwsError.from(thrown).toData());
    } finally {
      setBusy(false);
    }
  };
  return (
    <main className="ph-View">
      <header className="ph-View-header">
        <h1 className="ph-View-title">Deploy from another account</h1>
      </header>
      {backend?.choice.kind === 'local' ? (
        <EmptyState title="The local engine has one account">
          Choose AWS as the backend, with credentials of the account that shall run the endpoint.
        </EmptyState>
      ) : (
        <div className="ph-Stack">
          <p className="ph-muted">
            The job is read with a role of its account. The model, its copy and the endpoint are
            made with your own credentials, in your account.
          </p>
          <TextField
            label="Role to assume"
            code
            placeholder="arn:aws:iam::111122223333:role/AutoMLReader"
            hint="Its trust policy must let your account call sts:AssumeRole."
            value={typed.role}
            error={roleProblem}
            showError={asked}
            onChange={text => change({ role: text })}
          />
          <TextField
            label="Job"
            code
            value={typed.jobName}
            error={jobProblem}
            showError={asked}
            onChange={text => change({ jobName: text })}
          />
          <TextField
            label="Candidate"
            code
            optional
            placeholder="the best one"
            value={typed.candidateName}
            onChange={text => change({ candidateName: text })}
            onEnter={() => void next()}
          />
          {failure && (
            <>
              <ErrorState
                error={failure}
                what="The role could not be assumed."
                host={host}
                onRetry={() => void next()}
              />
              <p className="ph-muted">{trustAdvice(role)}</p>
            </>
          )}
          <div className="ph-Actions">
            <Button kind="primary" busy={busy} onClick={() => void next()}>
              Continue
            </Button>
          </div>
        </div>
      )}
    </main>
  );
}

function trustAdvice(role: string): string {
  return (
    `The trust policy of ${roleName(role)} must name your account and the action ` +
    'sts:AssumeRole, and your own credentials need that permission for this role.'
  );
}

/** Who reads the job, and who makes the model. */
export function RoleNote({
  api,
  role,
  storeKey
}: {
  api: AwsApi;
  role: string;
  storeKey: string | undefined;
}): ReactElement {
  const callers = useAsync(
    async signal => {
      const [reads, makes] = await Promise.all([
        callerWords(asRole(api, role), { signal }),
        callerWords(api, { signal })
      ]);
      return { reads, makes };
    },
    storeKey && `callers:${storeKey}`
  );
  const { data, error } = callers;
  return (
    <Banner
      kind={error ? 'warning' : 'info'}
      title={`The job is read with the role ${roleName(role)}.`}
    >
      {data && `You read as ${data.reads}. You deploy as ${data.makes}.`}
      {error && `${error.message} ${trustAdvice(role)}`}
    </Banner>
  );
}
