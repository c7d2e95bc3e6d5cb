import type { ReactElement } from 'react';
import { SERVERLESS_MEMORY } from '../../endpoints/deployDraft';
import { defaultInstance, INSTANCE_TYPES } from '../../endpoints/deploySubject';
import { NumberField, SelectField, TextField } from '../parts';
import { errorsOf, type DeployFormProps } from './form';

/** Instances of a real-time or asynchronous endpoint, or of a transform. */
export function InstanceFields(props: DeployFormProps): ReactElement {
  const { subject, draft, onChange } = props;
  const { type, why } = defaultInstance(subject, draft.kind);
  return (
    <div className="ph-Columns">
      <TextField
        label="Instance type"
        code
        value={draft.instanceType}
        placeholder={type}
        suggestions={INSTANCE_TYPES}
        hint={`Default: ${type}. ${why}`}
        {...errorsOf(props, 'instanceType')}
        onChange={instanceType => onChange({ instanceType })}
      />
      <NumberField
        label="Instances"
        integer
        value={draft.instanceCount}
        {...errorsOf(props, 'instanceCount')}
        onChange={instanceCount => onChange({ instanceCount })}
      />
    </div>
  );
}

/** Memory and concurrency instead of instances. */
export function ServerlessFields(props: DeployFormProps): ReactElement {
  const { draft, onChange } = props;
  const { serverless } = draft;
  const set = (part: Partial<typeof serverless>): void =>
    onChange({ serverless: { ...serverless, ...part } });
  return (
    <div className="ph-Columns">
      <SelectField
        label="Memory"
        hint="Processors grow with it."
        value={String(serverless.memory)}
        choices={SERVERLESS_MEMORY.map(size => ({
          value: String(size),
          label: `${size} MB`
        }))}
        {...errorsOf(props, 'memory')}
        onChange={memory => set({ memory: Number(memory) })}
      />
      <NumberField
        label="Requests at a time"
        integer
        hint="1 to 200; more are refused and can be repeated."
        value={serverless.concurrency}
        {...errorsOf(props, 'concurrency')}
        onChange={concurrency => set({ concurrency })}
      />
      <NumberField
        label="Provisioned concurrency"
        optional
        integer
        hint="Kept warm for that many requests; billed all the time on AWS."
        value={serverless.provisioned}
        {...errorsOf(props, 'provisioned')}
        onChange={provisioned => set({ provisioned })}
      />
    </div>
  );
}

/** Where answers of an asynchronous endpoint go, and who is told. */
export function AsyncFields(props: DeployFormProps): ReactElement {
  const { draft, resolved, onChange } = props;
  const { async } = draft;
  const set = (part: Partial<typeof async>): void => onChange({ async: { ...async, ...part } });
  return (
    <>
      <div className="ph-Columns">
        <TextField
          label="Answers in S3"
          code
          placeholder={resolved.async.outputUri}
          hint={
            async.outputUri ? undefined : `Default: ${resolved.async.outputUri || 'none known'}`
          }
          value={async.outputUri}
          {...errorsOf(props, 'asyncOutput')}
          onChange={outputUri => set({ outputUri })}
        />
        <TextField
          label="Failures in S3"
          code
          placeholder={resolved.async.failureUri}
          hint={
            async.failureUri ? undefined : `Default: ${resolved.async.failureUri || 'none known'}`
          }
          value={async.failureUri}
          {...errorsOf(props, 'asyncFailure')}
          onChange={failureUri => set({ failureUri })}
        />
      </div>
      <NumberField
        label="Requests at a time per instance"
        optional
        integer
        hint="1 to 1000; left empty, the service chooses."
        value={async.concurrent}
        {...errorsOf(props, 'concurrent')}
        onChange={concurrent => set({ concurrent })}
      />
    </>
  );
}

/** What few asynchronous endpoints need. */
export function AsyncMore(props: DeployFormProps): ReactElement {
  const { draft, onChange } = props;
  const { async } = draft;
  const set = (part: Partial<typeof async>): void => onChange({ async: { ...async, ...part } });
  return (
    <>
      <div className="ph-Columns">
        <TextField
          label="SNS topic for answers"
          code
          optional
          placeholder="arn:aws:sns:region:account:name"
          value={async.successTopic}
          {...errorsOf(props, 'successTopic')}
          onChange={successTopic => set({ successTopic })}
        />
        <TextField
          label="SNS topic for failures"
          code
          optional
          placeholder="arn:aws:sns:region:account:name"
          value={async.errorTopic}
          {...errorsOf(props, 'errorTopic')}
          onChange={errorTopic => set({ errorTopic })}
        />
      </div>
      <TextField
        label="KMS key for the answers"
        code
        optional
        value={async.kmsKeyId}
        {...errorsOf(props, 'kms')}
        onChange={kmsKeyId => set({ kmsKeyId })}
      />
    </>
  );
}

/** How long a variant may take until it serves. */
export function TimeoutFields(props: DeployFormProps): ReactElement {
  const { draft, onChange } = props;
  const { timeouts } = draft;
  return (
    <div className="ph-Columns">
      <NumberField
        label="Time to load the model"
        optional
        integer
        unit="s"
        hint="60 to 3600"
        value={timeouts.download}
        {...errorsOf(props, 'download')}
        onChange={download => onChange({ timeouts: { ...timeouts, download } })}
      />
      <NumberField
        label="Time to start the container"
        optional
        integer
        unit="s"
        hint="60 to 3600"
        value={timeouts.startup}
        {...errorsOf(props, 'startup')}
        onChange={startup => onChange({ timeouts: { ...timeouts, startup } })}
      />
    </div>
  );
}
