import type { ReactElement } from 'react';
import { RESPONSE_KEYS, supportedKeys, type ResponseKey } from '../../endpoints/responseKeys';
import { Checkbox, TextField } from '../parts';
import { errorsOf, type DeployFormProps } from './form';

const KEY_WORDS: Record<ResponseKey, string> = {
  predicted_label: 'Predicted class',
  probability: 'Its probability',
  probabilities: 'Probabilities of all classes',
  labels: 'Names of the classes'
};

/** What an answer of a classifier holds; nothing for models that give one value. */
export function ResponseFields({ subject, draft, onChange }: DeployFormProps): ReactElement | null {
  const offered = supportedKeys(subject.containers);
  if (offered.length === 0) {
    return null;
  }
  const tuned = subject.containers.length > 1 && subject.problemType === 'BinaryClassification';
  return (
    <fieldset className="ph-RadioGroup ph-mod-inline">
      <legend className="ph-Field-label">An answer holds</legend>
      <div className="ph-RadioGroup-choices">
        {offered.map(key => (
          <Checkbox
            key={key}
            label={KEY_WORDS[key]}
            // The class itself is what every answer is about.
            disabled={key === 'predicted_label'}
            checked={key === 'predicted_label' || draft.responseKeys.includes(key)}
            hint={key === 'probability' && tuned ? 'here: that of the positive class' : undefined}
            onChange={wanted =>
              onChange({
                responseKeys: RESPONSE_KEYS.filter(one =>
                  one === key ? wanted : draft.responseKeys.includes(one)
                )
              })
            }
          />
        ))}
      </div>
      <div className="ph-Field-hint">
        A model cannot be changed later: choose before it is made.
      </div>
    </fieldset>
  );
}

/** Role and places of the model: what a deployment to another account changes. */
export function ModelFields(props: DeployFormProps): ReactElement {
  const { subject, draft, resolved, defaults, onChange } = props;
  return (
    <>
      <TextField
        label="Execution role"
        code
        placeholder={defaults.roleArn ?? subject.roleArn}
        hint="Reads the model and runs it: a role of the account that deploys."
        value={draft.roleArn}
        {...errorsOf(props, 'role')}
        onChange={roleArn => onChange({ roleArn })}
      />
      {subject.containers.map((container, index) => (
        <TextField
          key={index}
          label={
            subject.containers.length > 1 ? `Archive of container ${index + 1}` : 'Model archive'
          }
          code
          placeholder={container.ModelDataUrl}
          hint={
            index === 0 && subject.readAs === undefined
              ? 'To deploy in another account, open this form there with “From another account”.'
              : undefined
          }
          value={draft.modelData[index] ?? ''}
          {...errorsOf(props, `modelData${index}`)}
          onChange={uri =>
            onChange({
              modelData: subject.containers.map((_, at) =>
                at === index ? uri : (draft.modelData[at] ?? '')
              )
            })
          }
        />
      ))}
      {subject.readAs !== undefined && (
        <Checkbox
          label="Use the archives where they are"
          checked={draft.inPlace}
          onChange={inPlace => onChange({ inPlace })}
          hint="Only if the bucket there lets this account and its execution role read them."
        />
      )}
      {!(subject.readAs !== undefined && draft.inPlace) && (
        <TextField
          label="Copy the archives to"
          code
          optional={subject.readAs === undefined}
          placeholder={resolved.copyTo || 's3://bucket/path/'}
          hint="They are copied before the model is made, and the model uses the copies."
          value={draft.copyTo}
          {...errorsOf(props, 'copyTo')}
          onChange={copyTo => onChange({ copyTo })}
        />
      )}
    </>
  );
}
