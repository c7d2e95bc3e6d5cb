import type { ReactElement } from 'react';
import { defaultOutput } from '../../automl/draft';
import type { DraftDefaults, JobDraft } from '../../automl/draft';
import { Button, IconButton, SelectField, TextField } from '../parts';
import type { FormProps } from './form';

/** Output, role, encryption, automatic deployment, tags. */
export function OutputSection(props: FormProps & { defaults: DraftDefaults }): ReactElement {
  const { draft, defaults, errorOf, showErrors, onChange } = props;
  const setTags = (tags: JobDraft['tags']): void => onChange(now => ({ ...now, tags }));
  const tagsError = errorOf('tags');
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
      <TextField
        label="Execution role"
        code
        hint="Reads the data and writes the results for the job."
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
        error={errorOf('kms')}
        showError={showErrors}
        value={draft.kmsKeyId}
        onChange={kmsKeyId => onChange(now => ({ ...now, kmsKeyId: kmsKeyId.trim() }))}
      />
      <SelectField<JobDraft['deploy']['kind']>
        label="Deploy the best model"
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
      <fieldset className="ph-RadioGroup">
        <legend className="ph-Field-label">Tags</legend>
        {draft.tags.map((tag, index) => {
          const change = (part: Partial<typeof tag>): void =>
            setTags(draft.tags.map((other, at) => (at === index ? { ...other, ...part } : other)));
          return (
            <div className="ph-Row" key={index}>
              <TextField
                label={`Key of tag ${index + 1}`}
                hideLabel
                placeholder="Key"
                value={tag.key}
                onChange={key => change({ key })}
              />
              <TextField
                label={`Value of tag ${index + 1}`}
                hideLabel
                placeholder="Value"
                value={tag.value}
                onChange={value => change({ value })}
              />
              <IconButton
                icon="close"
                label={`Remove tag ${index + 1}`}
                onClick={() => setTags(draft.tags.filter((_, at) => at !== index))}
              />
            </div>
          );
        })}
        <div className="ph-Row">
          <Button kind="quiet" onClick={() => setTags([...draft.tags, { key: '', value: '' }])}>
            Add tag
          </Button>
        </div>
        {showErrors && tagsError && <div className="ph-Field-error">{tagsError}</div>}
      </fieldset>
    </div>
  );
}
