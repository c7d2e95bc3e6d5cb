import { useEffect, useMemo, useState, type ReactElement } from 'react';
import {
  dataLabel,
  defaultOutput,
  jobName,
  resolveDraft,
  withData,
  withNewUpload,
  withProblem,
  withUploadBegun
} from '../../automl/draft';
import type { DataRef, DraftDefaults, JobDraft } from '../../automl/draft';
import { problemIds, problems } from '../../automl/problems';
import type { ProblemId } from '../../automl/problems';
import { baseName } from '../../aws/source';
import { withAdminDefaults } from '../../automl/prefill';
import { planJob } from '../../automl/request';
import { checkDraft, errorOf } from '../../automl/rules';
import type { Field } from '../../automl/rules';
import { readAdminDefaults } from '../../environment/adminDefaults';
import { Banner, Button, ErrorState, RadioGroup, Section, Skeleton, useBackend } from '../parts';
import type { ViewProps } from '../registry';
import { DataPanel } from './DataPanel';
import { OutputSection } from './OutputSection';
import { DraftBar } from './DraftBar';
import { JobName } from './JobName';
import { MoreSection } from './MoreSection';
import { OriginNote } from './OriginNote';
import { moreFields, outputFields, placedFields, problemForms } from './problems';
import { StartBar } from './StartBar';
import type { FormProps } from './form';
import { useChecks } from './useChecks';
import { draftKey, useDraft } from './useDraft';
import { useImages, useProfile } from './useProfile';
import { useStart } from './useStart';
import { useValidationData } from './useValidationData';

/** New AutoML job: another file is another form. */
export default function AutomlLauncher(props: ViewProps<'automl-launcher'>): ReactElement {
  return <Launcher key={draftKey(props.args)} {...props} />;
}

function Launcher({ args, api, host }: ViewProps<'automl-launcher'>): ReactElement {
  const backend = useBackend(host);
  const { state, startEngine } = backend;
  const drafting = useDraft(api, host, args, state?.status === 'ready');
  const { draft: typed, ready, update } = drafting;
  const place = state && JSON.stringify(state.choice);
  const profile = useProfile(api, host, drafting, place);
  const images = useImages(api, host, drafting, place);
  const starting = useStart(api, host);
  const [attempted, setAttempted] = useState(false);
  const [started, setStarted] = useState<string>();

  const title = titleOf(args.cloneOf, typed);
  useEffect(() => host.setTitle(title), [host, title]);

  // A job of that name exists, perhaps out of this very upload, whose answer was lost: the next
  // try must not write over its data.
  const refused = starting.error;
  useEffect(() => {
    if (refused && /^ResourceInUse/.test(refused.code)) {
      update(withNewUpload);
    }
  }, [refused, update]);

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
  const admin = useMemo(() => readAdminDefaults(state?.adminConfig ?? []), [state?.adminConfig]);
  const { prefilled } = typed;
  // A cloned job keeps what it had.
  const prefills = ready && state?.status === 'ready' && args.cloneOf === undefined;
  useEffect(() => {
    if (prefills) {
      update(now => withAdminDefaults(now, admin));
    }
  }, [prefills, admin, prefilled, update]);
  const draft = useMemo(() => resolveDraft(typed, defaults), [typed, defaults]);
  const checks = useChecks(api, draft, state?.status === 'ready');
  const validation = useValidationData(api, host, draft, state?.status === 'ready');
  const plan = useMemo(() => planJob(draft, profile.data), [draft, profile.data]);
  const violations = useMemo(
    () =>
      checkDraft({
        draft,
        plan,
        profile: profile.data,
        images: images.data,
        validationProfile: validation.profile,
        validationImages: validation.images,
        cost: state?.cost ?? 'billed',
        region: state?.region,
        buckets: checks.buckets,
        defaultBucket: state?.defaultBucket,
        takenName: checks.takenName
      }),
    [draft, plan, profile.data, images.data, validation.profile, validation.images, state, checks]
  );

  const choose = (data: DataRef): void => {
    setStarted(undefined);
    void starting.discard(plan);
    update(now => withNewUpload(withData(now, data, undefined, new Date())));
  };
  const start = async (): Promise<void> => {
    setAttempted(true);
    setStarted(undefined);
    if (violations.some(({ severity }) => severity === 'error')) {
      return;
    }
    // A cut upload goes on after a reload: the form must come back with the same places.
    update(withUploadBegun);
    const name = await starting.start(plan, state, checks.lookUpName);
    if (name !== undefined) {
      setStarted(name);
      setAttempted(false);
      // The next job of this form needs another name.
      const file = draft.data ? baseName(dataLabel(draft.data)) : '';
      const next = jobName(file, new Date(Date.now() + 60_000));
      update(now => ({ ...withNewUpload(now), named: false, name: next === name ? '' : next }));
      host.openView('automl-job', { jobName: name });
    }
  };

  if (drafting.problem) {
    return (
      <div className="ph-View">
        <ErrorState
          error={drafting.problem}
          what={`${args.cloneOf ?? 'The job'} cannot be read, so there is nothing to clone.`}
          host={host}
          onRetry={drafting.retry}
        />
      </div>
    );
  }
  if (!ready) {
    return (
      <div className="ph-View">
        <Skeleton label="Loading the form" layout="form" rows={8} />
      </div>
    );
  }
  const { Main, sections } = problemForms[typed.problem];
  const form: FormProps = {
    api,
    host,
    draft: typed,
    profile: profile.data,
    validation,
    errorOf: (field: Field) => errorOf(violations, field),
    showErrors: attempted,
    onChange: update
  };
  // Before there are data, everything would be wrong: nothing is said until it is tried.
  const said = profile.data || images.data || attempted ? violations : [];
  const faults = (fields: readonly Field[]): ReactElement | undefined => {
    const count = said.filter(
      ({ field, severity }) => severity === 'error' && fields.includes(field)
    ).length;
    return count > 0 ? <span className="ph-Field-error">{`${count} to correct`}</span> : undefined;
  };
  // A request that was edited or cloned can hold what this problem type has no control for.
  const placed = placedFields(typed.problem);
  const unplaced = said.filter(
    ({ field, severity }) => severity === 'error' && !placed.includes(field)
  );
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
      {state?.adminConfig
        ?.filter(({ problem: why }) => why !== undefined)
        .map(({ origin, problem: why }) => (
          <Banner key={origin} kind="warning" title={`Defaults in ${origin} cannot be read.`}>
            {`${why} The form is filled without them.`}
          </Banner>
        ))}
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
      {args.cloneOf !== undefined && (
        <p className="ph-muted">{`Settings of ${args.cloneOf}, under a new name.`}</p>
      )}
      <OriginNote {...form} />
      <RadioGroup<ProblemId>
        label="Job type"
        inline
        value={typed.problem}
        choices={problemIds.map(id => ({ value: id, label: problems[id].label }))}
        hint={problems[typed.problem].summary}
        onChange={problem => update(now => withProblem(now, problem, profile.data))}
      />
      <DataPanel
        // Another kind of data, another way to name them.
        key={problems[typed.problem].data}
        api={api}
        images={images}
        host={host}
        draft={typed}
        profile={profile}
        error={errorOf(violations, 'data')}
        showError={attempted || profile.data !== undefined || images.data !== undefined}
        onChoose={choose}
        onChange={update}
      />
      <div className="ph-Stack">
        <Main {...form} />
        <JobName
          {...form}
          takenName={checks.takenName}
          onNameLeft={() => void checks.lookUpName().catch(() => undefined)}
        />
      </div>
      {sections.map(({ id, title, Fields, fields }) => (
        <Section
          key={id}
          title={title}
          note={faults(fields)}
          host={host}
          storageKey={id}
          defaultOpen={false}
          level={2}
        >
          <Fields {...form} />
        </Section>
      ))}
      <Section
        title="Output, role, tags"
        note={faults(outputFields)}
        host={host}
        storageKey="automl-output"
        defaultOpen={false}
        level={2}
      >
        <OutputSection
          {...form}
          defaults={defaults}
          buckets={checks.buckets}
          onMakeBucket={bucket => checks.makeBucket(bucket, state?.region)}
        />
      </Section>
      <Section
        title="More: input format, encryption, network"
        note={faults([...moreFields, ...unplaced.map(({ field }) => field)])}
        host={host}
        storageKey="automl-more"
        defaultOpen={false}
        level={2}
      >
        <MoreSection {...form} byHand={unplaced.map(({ message }) => message)} />
      </Section>
      <DraftBar host={host} draft={typed} onChange={update} />
      <StartBar
        host={host}
        backend={state}
        draft={draft}
        plan={plan}
        profile={profile.data}
        onApply={next => update(() => next)}
        defaultOutput={defaultOutput(defaults)}
        violations={said}
        starting={starting}
        onStart={() => void start()}
      />
    </div>
  );
}

/** Tells the forms in several tabs apart. */
function titleOf(cloneOf: string | undefined, { data, name, named }: JobDraft): string {
  if (cloneOf !== undefined) {
    return `Clone of ${cloneOf}`;
  }
  const subject = (named && name.trim()) || (data && baseName(dataLabel(data)));
  return subject ? `New job: ${subject}` : 'New AutoML job';
}
