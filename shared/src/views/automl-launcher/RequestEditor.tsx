import { useState, type ReactElement } from 'react';
import type { JobDraft } from '../../automl/draft';
import type { DataProfile } from '../../automl/preview';
import { parseRequest, readRequest, RequestError } from '../../automl/reading';
import type { JobPlan } from '../../automl/request';
import { Button, LiveRegion, TextField } from '../parts';

export interface RequestEditorProps {
  plan: JobPlan;
  /** With defaults resolved. */
  draft: JobDraft;
  profile: DataProfile | undefined;
  onApply: (draft: JobDraft) => void;
}

/** The request as JSON, to be changed: what has a field goes there, the rest is kept. */
export function RequestEditor(props: RequestEditorProps): ReactElement {
  const { plan, draft, profile, onApply } = props;
  const made = JSON.stringify(plan.request, null, 2);
  const [typed, setTyped] = useState<string>();
  const [error, setError] = useState<string>();
  const [said, setSaid] = useState('');
  const apply = (): void => {
    try {
      onApply(readRequest(parseRequest(typed ?? made), draft, profile));
      setTyped(undefined);
      setError(undefined);
      setSaid('Applied to the form');
    } catch (thrown) {
      if (!(thrown instanceof RequestError)) {
        throw thrown;
      }
      setError(thrown.message);
    }
  };
  const text = typed ?? made;
  return (
    <div className="ph-Stack">
      <TextField
        label="Request (JSON)"
        code
        lines={Math.min(40, Math.max(12, text.split('\n').length + 1))}
        hint="Fields that the form knows go there; others are kept and sent. A request of CreateAutoMLJob is converted."
        error={error}
        showError
        value={text}
        onChange={next => {
          setSaid('');
          setTyped(next);
        }}
      />
      <div className="ph-Row">
        <Button onClick={apply} disabled={typed === undefined}>
          Apply to the form
        </Button>
        <Button
          kind="quiet"
          disabled={typed === undefined}
          onClick={() => {
            setTyped(undefined);
            setError(undefined);
          }}
        >
          Discard changes
        </Button>
        <LiveRegion message={said} />
      </div>
    </div>
  );
}
