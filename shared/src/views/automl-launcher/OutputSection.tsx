import { useState, type ReactElement } from 'react';
import { AwsError, type AwsErrorData } from '../../aws/errors';
import { parseS3Uri } from '../../aws/s3';
import type { BucketCheck } from '../../aws/s3';
import { defaultOutput } from '../../automl/draft';
import type { DraftDefaults, JobDraft } from '../../automl/draft';
import { originOf } from '../../automl/prefill';
import { Button, ErrorState, SelectField, TagFields, TextField } from '../parts';
import { hintOf } from './form';
import type { FormProps } from './form';

export interface OutputSectionProps extends FormProps {
  defaults: DraftDefaults;
  /** Buckets that were looked at. */
  buckets: ReadonlyMap<string, BucketCheck>;
  onMakeBucket: (bucket: string) => Promise<void>;
}

/** Tags by which SageMaker projects find what belongs to them. */
const projectTags = ['sagemaker:project-name', 'sagemaker:project-id'];

/** Output, role, encryption, automatic deployment, tags. */
export function OutputSection(props: OutputSectionProps): ReactElement {
  const { draft, defaults, errorOf, showErrors, onChange } = props;
  const tagged = new Set(draft.tags.map(({ key }) => key));
  const tagsOrigin = originOf(draft, 'tags');
  const setTags = (tags: JobDraft['tags']): void => onChange(now => ({ ...now, tags }));
  return (
    <div className="ph-Stack">
      <TextField
        label="Output location"
        code
        hint={`Default: ${defaultOutput(defaults) || 'none known'}`}
        placeholder={defaultOutput(defaults)}
        error={errorOf('output')}
        showError={showErrors}
        value={draft.outputUri}
        onChange={outputUri => onChange(now => ({ ...now, outputUri }))}
      />
      <MissingBucket {...props} />
      <TextField
        label="Execution role"
        code
        hint={hintOf(draft, 'roleArn', 'Reads the data and writes the results for the job.')}
        placeholder={defaults.roleArn}
        error={errorOf('role')}
        showError={showErrors}
        value={draft.roleArn}
        onChange={roleArn => onChange(now => ({ ...now, roleArn }))}
      />
      <TextField
        label="KMS key for the output"
        code
        optional
        hint={hintOf(draft, 'kmsKeyId')}
        error={errorOf('kms')}
        showError={showErrors}
        value={draft.kmsKeyId}
        onChange={kmsKeyId => onChange(now => ({ ...now, kmsKeyId: kmsKeyId.trim() }))}
      />
      <SelectField<JobDraft['deploy']['kind']>
        label="Deploy the best model"
        error={draft.deploy.kind === 'named' ? undefined : errorOf('deploy')}
        showError
        value={draft.deploy.kind}
        choices={[
          { value: 'off', label: 'Later, by hand' },
          { value: 'generated', label: 'At the end, under a generated name' },
          { value: 'named', label: 'At the end, under a name of mine' }
        ]}
        onChange={kind =>
          onChange(now => ({ ...now, deploy: kind === 'named' ? { kind, name: '' } : { kind } }))
        }
      />
      {draft.deploy.kind === 'named' && (
        <TextField
          label="Endpoint name"
          code
          error={errorOf('deploy')}
          showError={showErrors}
          value={draft.deploy.name}
          onChange={name => onChange(now => ({ ...now, deploy: { kind: 'named', name } }))}
        />
      )}
      <TagFields
        tags={draft.tags}
        hint={tagsOrigin && `From ${tagsOrigin}.`}
        error={showErrors ? errorOf('tags') : undefined}
        actions={
          !projectTags.every(key => tagged.has(key)) && (
            <Button
              kind="quiet"
              title="Shows the job in a SageMaker project"
              onClick={() =>
                setTags([
                  ...draft.tags,
                  ...projectTags.filter(key => !tagged.has(key)).map(key => ({ key, value: '' }))
                ])
              }
            >
              Add project tags
            </Button>
          )
        }
        onChange={setTags}
      />
    </div>
  );
}

/** The output's bucket, if it is not there and is not made by itself: a button that makes it. */
function MissingBucket(props: OutputSectionProps): ReactElement | null {
  const { host, draft, defaults, buckets, onMakeBucket } = props;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AwsErrorData>();
  const bucket = parseS3Uri(draft.outputUri)?.bucket;
  if (
    bucket === undefined ||
    bucket === defaults.defaultBucket ||
    buckets.get(bucket)?.state !== 'missing'
  ) {
    return null;
  }
  const make = (): void => {
    setBusy(true);
    setError(undefined);
    onMakeBucket(bucket)
      .catch((thrown: unknown) => setError(AwsError.from(thrown).toData()))
      .finally(() => setBusy(false));
  };
  return (
    <>
      <div className="ph-Row">
        <Button busy={busy} onClick={make}>{`Create bucket ${bucket}`}</Button>
      </div>
      {error && (
        <ErrorState
          error={error}
          what={`The bucket ${bucket} was not created.`}
          host={host}
          onRetry={make}
        />
      )}
    </>
  );
}
