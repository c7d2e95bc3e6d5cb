import { useEffect, useMemo, useState, type ReactElement } from 'react';
import { defaultOutput, jobName, resolveDraft, withData } from '../../automl/draft';
import type { DataRef, DraftDefaults } from '../../automl/draft';
import { baseName } from '../../aws/source';
import { planJob } from '../../automl/request';
import { checkDraft, errorOf } from '../../automl/rules';
import type { Field } from '../../automl/rules';
import { Banner, Button, ErrorState, Section, Skeleton, useBackend } from '../parts';
import type { ViewProps } from '../registry';
import { DataPanel } from './DataPanel';
import { OutputSection } from './OutputSection';
import { StartBar } from './StartBar';
import { TargetPanel } from './TargetPanel';
import type { FormProps } from './TargetPanel';
import { TrainingSection } from './TrainingSection';
import { ValidationSection } from './ValidationSection';
import { useChecks } from './useChecks';
import { useDraft } from './useDraft';
import { useProfile } from './useProfile';
import { useStart } from './useStart';

/** New AutoML job: another file is another form. */
export default function AutomlLauncher(props: ViewProps<'automl-launcher'>): ReactElement {
  return <Launcher key={props.args.path ?? ''} {...props} />;
}

function Launcher({ args, api, host }: ViewProps<'automl-launcher'>): ReactElement {
  const backend = useBackend(host);
  const { state, startEngine } = backend;
  const drafting = useDraft(host, args.path);
  const { draft: typed, ready, update } = drafting;
  const profile = useProfile(api, host, drafting, state && JSON.stringify(state.choice));
  const starting = useStart(api, host);
  const [attempted, setAttempted] = useState(false);
  const [started, setStarted] = useState<string>();

  useEffect(() => host.setTitle('New AutoML job'), [host]);

  // The engine is wanted soon: its role and bucket are known once it runs.
  const wakes = state?.choice.kind === 'local' && state.status === 'off';
  useEffect(() => {
    if (wakes) {
      void startEngine();
    }
  }, [wakes, startEngine]);

  const defaults: DraftDefaults = useMemo(
    () => ({ roleArn: state?.roleArn, defaultBucket: state?.defaultBucket }),
    [state?.roleArn, state?.defaultBucket]
  );
  const draft = useMemo(() => resolveDraft(typed, defaults), [typed, defaults]);
  const checks = useChecks(api, draft, state?.status === 'ready');
  const plan = useMemo(() => planJob(draft, profile.data), [draft, profile.data]);
  const violations = useMemo(
    () =>
      checkDraft({
        draft,
        plan,
        profile: profile.data,
        cost: state?.cost ?? 'billed',
        region: state?.region,
        buckets: checks.buckets,
        defaultBucket: state?.defaultBucket,
        takenName: checks.takenName
      }),
    [draft, plan, profile.data, state, checks.buckets, checks.takenName]
  );

  const choose = (data: DataRef): void => {
    setStarted(undefined);
    update(now => withData(now, data, undefined, new Date()));
  };
  const start = async (): Promise<void> => {
    setAttempted(true);
    setStarted(undefined);
    if (violations.some(({ severity }) => severity === 'error')) {
      return;
    }
    const name = await starting.start(plan, state, checks.lookUpName);
    if (name !== undefined) {
      setStarted(name);
      setAttempted(false);
      // The next job of this form needs another name.
      const data = draft.data;
      const file = baseName(data?.kind === 'file' ? data.path : (data?.uri ?? ''));
      const next = jobName(file, new Date(Date.now() + 60_000));
      update(now => ({ ...now, named: false, name: next === name ? '' : next }));
      host.openView('automl-job', { jobName: name });
    }
  };

  if (!ready) {
    return (
      <div className="ph-View">
        <Skeleton label="Loading the form" layout="form" rows={8} />
      </div>
    );
  }
  const form: FormProps = {
    draft: typed,
    profile: profile.data,
    errorOf: (field: Field) => errorOf(violations, field),
    showErrors: attempted,
    onChange: update
  };
  // Before there are data, everything would be wrong: nothing is said until it is tried.
  const said = profile.data || attempted ? violations : [];
  const problem = state?.status === 'unavailable' ? state.problem : backend.error;
  return (
    <div className="ph-View">
      <header className="ph-View-header">
        <h1 className="ph-View-title">New AutoML job</h1>
        <div className="ph-View-actions">
          <Button
            kind="quiet"
            title="Choose the backend"
            onClick={() => host.openView('sidebar', {})}
          >
            {state?.label ?? '…'}
          </Button>
        </div>
      </header>
      {problem && <ErrorState error={problem} what="The backend is not available." host={host} />}
      {started !== undefined && (
        <Banner
          kind="info"
          title={`${started} has started.`}
          actions={
            <Button onClick={() => host.openView('automl-job', { jobName: started })}>
              Open job
            </Button>
          }
        />
      )}
      <DataPanel
        host={host}
        draft={typed}
        profile={profile}
        error={errorOf(violations, 'data')}
        showError={attempted}
        onChoose={choose}
        onChange={update}
      />
      <TargetPanel {...form} onNameLeft={() => void checks.lookUpName().catch(() => undefined)} />
      <Section
        title="Objective, training mode, algorithms, limits"
        host={host}
        storageKey="automl-training"
        defaultOpen={false}
        level={2}
      >
        <TrainingSection {...form} />
      </Section>
      <Section
        title="Validation, weights, features"
        host={host}
        storageKey="automl-validation"
        defaultOpen={false}
        level={2}
      >
        <ValidationSection {...form} />
      </Section>
      <Section
        title="Output, role, tags"
        host={host}
        storageKey="automl-output"
        defaultOpen={false}
        level={2}
      >
        <OutputSection {...form} defaults={defaults} />
      </Section>
      <StartBar
        host={host}
        backend={state}
        draft={draft}
        plan={plan}
        defaultOutput={defaultOutput(defaults)}
        violations={said}
        starting={starting}
        onStart={() => void start()}
      />
    </div>
  );
}
