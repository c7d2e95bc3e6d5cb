import { useState, type ReactElement } from 'react';
import {
  DIALECTS,
  type NumberSetting,
  type PromptSetting,
  type SettingId
} from '../../endpoints/prompt/dialects';
import { DIALECT_CHOICES } from '../../endpoints/prompt/recognise';
import type { Host } from '../../host';
import { Button, Checkbox, NumberField, Section, SelectField, TextField } from '../parts';
import type { PromptState } from './usePrompt';

/** Parameters that stand above the fold. */
const COMMON: readonly SettingId[] = ['maxTokens', 'sample', 'temperature', 'topP'];

/** A prompt to a language model, with the generation parameters of its container. */
export function PromptPane({ host, prompt }: { host: Host; prompt: PromptState }): ReactElement {
  const [raw, setRaw] = useState(false);
  const { draft, problem } = prompt;
  const dialect = DIALECTS[draft.dialect];
  const common = dialect.settings.filter(({ id }) => COMMON.includes(id));
  const more = dialect.settings.filter(({ id }) => !COMMON.includes(id));
  return (
    <div className="ph-Stack">
      {dialect.prompt === undefined && (
        <TextField
          label="Instruction"
          optional
          lines={2}
          placeholder="How the model shall answer"
          value={draft.system}
          onChange={system => prompt.change({ system })}
        />
      )}
      <TextField
        label="Prompt text"
        lines={6}
        value={draft.prompt}
        onChange={text => prompt.change({ prompt: text })}
        hint={
          draft.rest.messages.length > 0
            ? `Follows the ${draft.rest.messages.length} messages of the raw request.`
            : undefined
        }
      />
      <div className="ph-PromptSettings" role="group" aria-label="Generation parameters">
        {common.map(setting => (
          <Setting key={setting.id} setting={setting} prompt={prompt} />
        ))}
      </div>
      <Section
        title="More parameters"
        host={host}
        storageKey="prompt-more"
        defaultOpen={false}
        level={3}
      >
        <div className="ph-Stack">
          <div className="ph-PromptSettings">
            {more.map(setting => (
              <Setting key={setting.id} setting={setting} prompt={prompt} />
            ))}
          </div>
          <SelectField
            label="Form of request"
            hint="Taken from the container’s image. Choose another one if the model refuses it."
            value={draft.dialect}
            choices={[...DIALECT_CHOICES]}
            onChange={prompt.setDialect}
          />
        </div>
      </Section>
      <div className="ph-Row">
        <Button kind="quiet" expanded={raw} onClick={() => setRaw(!raw)}>
          Raw request
        </Button>
        {problem !== undefined && !raw && <span className="ph-muted">{problem}</span>}
      </div>
      {raw && (
        <TextField
          label="Body (application/json)"
          code
          lines={12}
          value={prompt.text}
          onChange={prompt.setText}
          error={problem && `${problem} ${nextStep(prompt)}`}
          showError
          hint="Exactly what is sent. The fields follow it, and it follows the fields."
        />
      )}
    </div>
  );
}

function nextStep({ invalid }: PromptState): string {
  return invalid
    ? 'Correct it, or change a field to write it anew.'
    : 'It can be sent as it is; a change of a field writes it anew.';
}

function Setting({
  setting,
  prompt
}: {
  setting: PromptSetting;
  prompt: PromptState;
}): ReactElement {
  const value = prompt.draft.settings[setting.id];
  const hint = (
    <>
      <span className="ph-code">{setting.name}</span>
      {setting.hint && `: ${setting.hint}`}
    </>
  );
  switch (setting.kind) {
    case 'switch':
      return (
        <Checkbox
          label={setting.label}
          hint={hint}
          checked={value === true}
          onChange={checked => prompt.set(setting.id, checked)}
        />
      );
    case 'list':
      return (
        <WordsField
          label={setting.label}
          hint={hint}
          words={Array.isArray(value) ? value : []}
          onChange={words => prompt.set(setting.id, words.length > 0 ? words : undefined)}
        />
      );
    case 'number':
      return (
        <NumberSettingField
          setting={setting}
          hint={hint}
          value={typeof value === 'number' ? value : undefined}
          onChange={next => prompt.set(setting.id, next)}
        />
      );
  }
}

function NumberSettingField({
  setting,
  hint,
  value,
  onChange
}: {
  setting: NumberSetting;
  hint: ReactElement;
  value: number | undefined;
  onChange: (value: number | undefined) => void;
}): ReactElement {
  const { label, min, max, step, usual } = setting;
  const field = (
    <NumberField
      label={label}
      hint={step === undefined ? hint : undefined}
      integer={step === undefined}
      min={min}
      max={max}
      placeholder={usual === undefined ? 'default' : String(usual)}
      value={value}
      onChange={onChange}
    />
  );
  return step === undefined ? (
    field
  ) : (
    <div className="ph-PromptSlider">
      {field}
      <div className="ph-Slider">
        <input
          type="range"
          aria-label={`${label}, slider`}
          min={min}
          max={max}
          step={step}
          value={value ?? usual ?? min}
          aria-valuetext={value === undefined ? 'not set' : String(value)}
          onChange={event => onChange(Number(event.target.value))}
        />
      </div>
      <div className="ph-Field-hint">{hint}</div>
    </div>
  );
}

/** Words by line; lines that are empty yet stand as typed. */
function WordsField({
  label,
  hint,
  words,
  onChange
}: {
  label: string;
  hint: ReactElement;
  words: readonly string[];
  onChange: (words: string[]) => void;
}): ReactElement {
  const [typed, setTyped] = useState(words.join('\n'));
  const inText = (text: string): string[] => text.split(/\r?\n/).filter(word => word !== '');
  const same = JSON.stringify(inText(typed)) === JSON.stringify(words);
  return (
    <TextField
      label={label}
      hint={hint}
      code
      lines={3}
      value={same ? typed : words.join('\n')}
      onChange={text => {
        setTyped(text);
        onChange(inText(text));
      }}
    />
  );
}
