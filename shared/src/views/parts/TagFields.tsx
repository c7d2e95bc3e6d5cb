import type { ReactElement, ReactNode } from 'react';
import { Button } from './Button';
import { IconButton } from './IconButton';
import { TextField } from './TextField';

/** A tag as it is being written. */
export interface TagDraft {
  key: string;
  value: string;
}

export interface TagFieldsProps {
  tags: readonly TagDraft[];
  onChange: (tags: TagDraft[]) => void;
  /** Buttons beside "Add tag". */
  actions?: ReactNode;
  hint?: string;
  /** Shown as it is given: the caller knows whether it is time for it. */
  error?: string;
}

/** Tags of what is to be made, one line each. */
export function TagFields({ tags, onChange, actions, hint, error }: TagFieldsProps): ReactElement {
  return (
    <fieldset className="ph-RadioGroup">
      <legend className="ph-Field-label">Tags</legend>
      {tags.map((tag, index) => {
        const change = (part: Partial<TagDraft>): void =>
          onChange(tags.map((other, at) => (at === index ? { ...other, ...part } : other)));
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
              onClick={() => onChange(tags.filter((_, at) => at !== index))}
            />
          </div>
        );
      })}
      <div className="ph-Row">
        <Button kind="quiet" onClick={() => onChange([...tags, { key: '', value: '' }])}>
          Add tag
        </Button>
        {actions}
      </div>
      {hint && <div className="ph-Field-hint">{hint}</div>}
      {error && <div className="ph-Field-error">{error}</div>}
    </fieldset>
  );
}
