import { useState, type ReactElement } from 'react';
import { withNewUpload } from '../../automl/draft';
import type { JobDraft } from '../../automl/draft';
import { presetOf, withPreset } from '../../automl/saved';
import type { SavedDraft } from '../../automl/saved';
import type { Host } from '../../host';
import { Button, LiveRegion, SelectField, TextField, useStored } from '../parts';
import { completeDraft } from './useDraft';

export interface DraftBarProps {
  host: Host;
  draft: JobDraft;
  onChange: (change: (draft: JobDraft) => JobDraft) => void;
}

/** Saved drafts (everything) and presets (settings without data, target and name). */
export function DraftBar({ host, draft, onChange }: DraftBarProps): ReactElement {
  const [saved, store] = useStored<SavedDraft[]>(host, 'automl-saved', []);
  const [chosen, setChosen] = useState('');
  const [name, setName] = useState<string>();
  const [kind, setKind] = useState<SavedDraft['kind']>('draft');
  const [removed, setRemoved] = useState<SavedDraft>();
  const [said, setSaid] = useState('');
  const found = saved.find(item => keyOf(item) === chosen);
  const ask = (what: SavedDraft['kind']): void => {
    setKind(what);
    setName(what === 'draft' ? draft.name : '');
  };
  const save = (): void => {
    const title = (name ?? '').trim();
    if (title === '') {
      return;
    }
    const item: SavedDraft = {
      kind,
      name: title,
      savedAt: Date.now(),
      draft: kind === 'draft' ? draft : presetOf(draft)
    };
    store([item, ...saved.filter(other => keyOf(other) !== keyOf(item))].slice(0, 100));
    setName(undefined);
    setChosen(keyOf(item));
    setSaid(`Saved ${title}`);
  };
  return (
    <div className="ph-Row">
      {saved.length > 0 && (
        <>
          <SelectField
            label="Saved drafts and presets"
            hideLabel
            value={chosen}
            placeholder="Saved drafts and presets"
            choices={saved.map(item => ({
              value: keyOf(item),
              label: `${item.kind === 'draft' ? 'Draft' : 'Preset'}: ${item.name}`
            }))}
            onChange={setChosen}
          />
          <Button
            kind="quiet"
            disabled={!found}
            onClick={() => {
              if (found) {
                onChange(now =>
                  found.kind === 'draft'
                    ? withNewUpload(completeDraft(found.draft))
                    : withPreset(now, found.draft)
                );
                setSaid(`Loaded ${found.name}`);
              }
            }}
          >
            Load
          </Button>
          <Button
            kind="quiet"
            disabled={!found}
            onClick={() => {
              store(saved.filter(item => item !== found));
              setRemoved(found);
              setChosen('');
            }}
          >
            Remove
          </Button>
        </>
      )}
      {removed && (
        <Button
          kind="quiet"
          onClick={() => {
            store([removed, ...saved]);
            setRemoved(undefined);
          }}
        >
          {`Undo removing ${removed.name}`}
        </Button>
      )}
      {name === undefined ? (
        <>
          <Button kind="quiet" onClick={() => ask('draft')}>
            Save draft
          </Button>
          <Button kind="quiet" onClick={() => ask('preset')}>
            Save as preset
          </Button>
        </>
      ) : (
        <>
          <TextField
            label={kind === 'draft' ? 'Name of the draft' : 'Name of the preset'}
            hideLabel
            placeholder={kind === 'draft' ? 'Name of the draft' : 'Name of the preset'}
            value={name}
            onChange={setName}
            onEnter={save}
          />
          <Button disabled={name.trim() === ''} onClick={save}>
            Save
          </Button>
          <Button kind="quiet" onClick={() => setName(undefined)}>
            Cancel saving
          </Button>
        </>
      )}
      <LiveRegion message={said} />
    </div>
  );
}

const keyOf = ({ kind, name }: SavedDraft): string => `${kind}:${name}`;
