import type { ReactElement } from 'react';
import { baseModels, hyperParameters } from '../../../automl/problems/baseModels';
import type { BaseModel, LlmDraft } from '../../../automl/problems/baseModels';
import type { DataProfile } from '../../../automl/preview';
import { longerThan, usualLetters, wrongColumns } from '../../../automl/rules/llm';
import { Banner, Button, Checkbox, SelectField, TextField } from '../../parts';
import { LimitFields } from '../LimitFields';
import type { FormProps } from '../form';
import { percentText } from '../texts';

/** Which model is tuned, under which licence. */
export function LlmPanel(props: FormProps): ReactElement {
  const { host, draft, profile, errorOf, showErrors, onChange } = props;
  const { llm } = draft;
  const set = (part: Partial<LlmDraft>): void =>
    onChange(now => ({ ...now, llm: { ...now.llm, ...part } }));
  const model = baseModels.find(({ name }) => name === llm.baseModel);
  const fit = model && profile && dataFit(profile, model, host.locale);
  const needs = errorOf('problem');
  const eula = errorOf('eula');
  return (
    <div className="ph-Stack">
      {needs && (
        <Banner
          kind="warning"
          title="Fine-tuning runs on AWS alone"
          actions={<Button onClick={() => host.openView('sidebar', {})}>Choose a backend</Button>}
        />
      )}
      <SelectField
        label="Base model"
        hint={
          model
            ? `${model.traits} ${fit ?? limitsOf(model, host.locale)}`
            : 'This model is not known here; it is sent as it is.'
        }
        error={errorOf('baseModel')}
        showError={showErrors}
        value={llm.baseModel}
        choices={[
          ...baseModels.map(({ name, label, parameters }) => ({
            value: name,
            label: parameters ? `${label} (${parameters} parameters)` : label
          })),
          ...(model || !llm.baseModel ? [] : [{ value: llm.baseModel, label: llm.baseModel }])
        ]}
        // Another model, another licence.
        onChange={baseModel => set({ baseModel, acceptEula: false })}
      />
      <Checkbox
        label="I have read and accept the model’s end-user licence agreement"
        hint={
          model?.licence
            ? 'Needed for this model. Its model card in the JumpStart catalogue shows the licence.'
            : 'Only some models ask for it.'
        }
        checked={llm.acceptEula}
        onChange={acceptEula => set({ acceptEula })}
      />
      {showErrors && eula && (
        <div className="ph-Field-error" role="alert">
          {eula}
        </div>
      )}
    </div>
  );
}

function limitsOf({ rows, context }: BaseModel, locale: string): string {
  return (
    `At most ${rows.toLocaleString(locale)} rows, ` +
    `${context.toLocaleString(locale)} tokens of context.`
  );
}

/** How many rows there are for the model, and how many it would read in part. */
function dataFit(profile: DataProfile, model: BaseModel, locale: string): string | undefined {
  if (wrongColumns(profile, 'data') !== undefined || profile.rows.count === 0) {
    return undefined;
  }
  const rows = profile.rows.count.toLocaleString(locale);
  const share = longerThan(profile, model.context, usualLetters);
  const cut = share === 0 ? 'none' : `about ${percentText(share, locale)}`;
  return (
    `${profile.rows.exact ? '' : 'About '}${rows} of at most ` +
    `${model.rows.toLocaleString(locale)} rows; ${cut} of the rows looked at would be cut at ` +
    `${model.context.toLocaleString(locale)} tokens.`
  );
}

/** Hyperparameters and limits. */
export function LlmTraining(props: FormProps): ReactElement {
  const { draft, errorOf, showErrors, onChange } = props;
  return (
    <div className="ph-Stack">
      <div className="ph-Columns">
        {hyperParameters.map(({ id, label, hint }) => (
          <TextField
            key={id}
            label={label}
            hint={hint}
            optional
            error={errorOf(id)}
            showError={showErrors}
            value={draft.llm[id]}
            onChange={value =>
              onChange(now => ({ ...now, llm: { ...now.llm, [id]: value.trim() } }))
            }
          />
        ))}
      </div>
      <LimitFields {...props} />
      <p className="ph-muted">
        Give a long job many seconds: when they are over, it ends with what it has. One training may
        take 72 hours.
      </p>
    </div>
  );
}
