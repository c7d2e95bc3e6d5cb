import { useState, type ReactElement } from 'react';
import { patchPaths } from '../../automl/patch';
import { problems } from '../../automl/problems';
import type { JobDraft } from '../../automl/draft';
import type { DataType } from '../../automl/types';
import { Button, Checkbox, SelectField, TextField } from '../parts';
import { hintOf } from './form';
import type { FormProps } from './form';

const dataTypeLabels: Record<DataType, string> = {
  S3Prefix: 'Everything below a prefix',
  ManifestFile: 'Manifest: a list of files',
  AugmentedManifestFile: 'Augmented manifest: files with labels'
};

/**
 * What few jobs need: input format, encryption, network, very large data, fields of one's own.
 *
 * `byHand`: what is wrong with fields of the request that this problem type has no control for.
 */
export function MoreSection(props: FormProps & { byHand: readonly string[] }): ReactElement {
  const { draft, byHand, errorOf, showErrors, onChange } = props;
  const problem = problems[draft.problem];
  const set = (part: Partial<JobDraft>): void => onChange(now => ({ ...now, ...part }));
  const secure = (part: Partial<JobDraft['security']>): void =>
    onChange(now => ({ ...now, security: { ...now.security, ...part } }));
  const own = patchPaths(draft.extra).filter(path => path !== '');
  const s3 = draft.data?.kind === 's3';
  return (
    <div className="ph-Stack">
      <div className="ph-Columns">
        <SelectField<DataType>
          label="The S3 location is"
          hint={
            problem.dataTypes.length === 1
              ? 'This problem type takes a prefix alone.'
              : s3
                ? undefined
                : 'Workspace data are always uploaded below a prefix.'
          }
          error={errorOf('dataType')}
          showError={showErrors}
          value={draft.dataType}
          disabled={!s3 || problem.dataTypes.length === 1}
          choices={problem.dataTypes.map(type => ({ value: type, label: dataTypeLabels[type] }))}
          onChange={dataType => set({ dataType })}
        />
        <SelectField
          label="Content type"
          error={errorOf('contentType')}
          showError={showErrors}
          value={draft.contentType || 'auto'}
          choices={[
            { value: 'auto', label: 'By the data' },
            ...problem.contentTypes.map(type => ({ value: type, label: type })),
            ...(draft.contentType && !problem.contentTypes.includes(draft.contentType)
              ? [{ value: draft.contentType, label: draft.contentType }]
              : [])
          ]}
          onChange={type => set({ contentType: type === 'auto' ? '' : type })}
        />
      </div>
      {problem.gzip && (
        <Checkbox
          label="The files are gzip-compressed"
          hint="Found in the data; set it where they cannot be looked at."
          checked={draft.compressed}
          onChange={compressed => set({ compressed })}
        />
      )}
      {problem.features && (
        <TextField
          label="Feature specification"
          code
          optional
          hint="A file in S3 that names features and types. Choices in the table replace it."
          placeholder="s3://bucket/path/features.json"
          value={draft.featureSpecUri}
          onChange={uri => set({ featureSpecUri: uri.trim() })}
        />
      )}
      <TextField
        label="KMS key for the disks"
        code
        optional
        hint={hintOf(draft, 'volumeKmsKeyId')}
        error={errorOf('volumeKms')}
        showError={showErrors}
        value={draft.security.volumeKmsKeyId}
        onChange={key => secure({ volumeKmsKeyId: key.trim() })}
      />
      <Checkbox
        label="Encrypt the traffic between containers"
        hint={hintOf(draft, 'encryptTraffic', 'Training may take longer.')}
        checked={draft.security.encryptTraffic}
        onChange={encryptTraffic => secure({ encryptTraffic })}
      />
      <div className="ph-Columns">
        <TextField
          label="VPC subnets"
          code
          optional
          hint={hintOf(draft, 'subnets', 'Up to 16 ids, separated by commas.')}
          error={errorOf('security')}
          showError={showErrors}
          value={draft.security.subnets}
          onChange={subnets => secure({ subnets })}
        />
        <TextField
          label="VPC security groups"
          code
          optional
          hint={hintOf(draft, 'securityGroups', 'Up to 5 ids, separated by commas.')}
          value={draft.security.securityGroups}
          onChange={securityGroups => secure({ securityGroups })}
        />
      </div>
      {['tabular', 'series'].includes(draft.problem) && <Expert {...props} />}
      {byHand.map(message => (
        <div key={message} className="ph-Field-error" role="alert">
          {message}
        </div>
      ))}
      {own.length > 0 && (
        <div className="ph-Row">
          <span>{`The request also has: ${own.slice(0, 8).join(', ')}${own.length > 8 ? ', …' : ''}`}</span>
          <Button kind="quiet" onClick={() => set({ extra: {} })}>
            Remove these
          </Button>
        </div>
      )}
    </div>
  );
}

/** EMR Serverless: recommended by the guide for large data, reserved for Canvas by the API. */
function Expert({ draft, errorOf, showErrors, onChange }: FormProps): ReactElement {
  const [open, setOpen] = useState(draft.emrRoleArn !== '');
  return (
    <>
      <Checkbox
        label="Expert: prepare very large data with EMR Serverless"
        hint="For tables above 5 GB and series above 30 GB. The API keeps this for SageMaker Canvas and its role needs the tag sagemaker:is-canvas-resource, so it may be refused."
        checked={open}
        onChange={use => {
          setOpen(use);
          if (!use) {
            onChange(now => ({ ...now, emrRoleArn: '' }));
          }
        }}
      />
      {open && (
        <TextField
          label="Role for EMR Serverless"
          code
          error={errorOf('emr')}
          showError={showErrors}
          value={draft.emrRoleArn}
          onChange={arn => onChange(now => ({ ...now, emrRoleArn: arn.trim() }))}
        />
      )}
    </>
  );
}
