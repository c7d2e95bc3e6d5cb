import { useState, type ReactElement } from 'react';
import type { AwsApi } from '../../aws/api';
import { AwsError } from '../../aws/errors';
import { isReserved, tagChanges, tagsProblem, writeTags, type Tag } from '../../automl/tags';
import type { Host } from '../../host';
import { Button, ErrorState, IconButton, TextField, type Async } from '../parts';
import { JobTags } from './JobTags';

export interface TagEditorProps {
  api: AwsApi;
  host: Host;
  /** ARN of the job. */
  arn: string;
  tags: Async<Tag[]>;
}

/** The tags of a job, and a form that changes them. */
export function TagEditor({ api, host, arn, tags }: TagEditorProps): ReactElement {
  const [draft, setDraft] = useState<Tag[]>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AwsError>();
  if (!draft) {
    return (
      <div className="ph-Row">
        <JobTags tags={tags} />
        {tags.data && (
          <Button kind="quiet" onClick={() => setDraft(tags.data?.filter(tag => !isReserved(tag)))}>
            Edit tags
          </Button>
        )}
      </div>
    );
  }
  const problem = tagsProblem(draft);
  const changes = tagChanges(tags.data ?? [], draft);
  const isChanged = changes.put.length + changes.remove.length > 0;
  const close = (): void => {
    setDraft(undefined);
    setError(undefined);
  };
  const change = (index: number, part: Partial<Tag>): void =>
    setDraft(draft.map((tag, at) => (at === index ? { ...tag, ...part } : tag)));
  const save = async (): Promise<void> => {
    if (problem !== undefined || !(await agreed(host, arn, changes.remove))) {
      return;
    }
    setBusy(true);
    setError(undefined);
    try {
      await writeTags(api, arn, changes);
      await tags.reload();
      close();
    } catch (thrown) {
      setError(AwsError.from(thrown));
      // Some of it may be done.
      await tags.reload();
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="ph-Stack" role="group" aria-label="Edit tags">
      {draft.map(({ key, value }, index) => (
        <div className="ph-Row" key={index}>
          <TextField
            label={`Key ${index + 1}`}
            hideLabel
            placeholder="Key"
            value={key}
            maxLength={128}
            onChange={next => change(index, { key: next })}
          />
          <TextField
            label={`Value ${index + 1}`}
            hideLabel
            placeholder="Value"
            value={value}
            maxLength={256}
            onChange={next => change(index, { value: next })}
          />
          <IconButton
            icon="close"
            label={`Remove tag ${key || index + 1}`}
            onClick={() => setDraft(draft.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      {isChanged && problem && <div className="ph-Field-error">{problem}</div>}
      {error && (
        <ErrorState
          error={error}
          what="The tags were not changed."
          host={host}
          onRetry={() => void save()}
        />
      )}
      <div className="ph-Row">
        <Button
          icon="add"
          kind="quiet"
          onClick={() => setDraft([...draft, { key: '', value: '' }])}
        >
          Add tag
        </Button>
        <Button
          busy={busy}
          disabled={!isChanged || problem !== undefined}
          onClick={() => void save()}
        >
          Save tags
        </Button>
        <Button kind="quiet" onClick={close}>
          Cancel
        </Button>
      </div>
    </div>
  );
}

/** Tags that go may be what somebody bills or searches by. */
async function agreed(host: Host, arn: string, keys: readonly string[]): Promise<boolean> {
  return (
    keys.length === 0 ||
    host.confirm({
      kind: 'destructive',
      title: `Remove ${keys.length === 1 ? `the tag ${keys[0]}` : `${keys.length} tags`}?`,
      message: `${keys.join(', ')}: costs and permissions may go by them.`,
      confirmLabel: keys.length === 1 ? 'Remove tag' : 'Remove tags',
      operations: [{ operation: 'DeleteTags', resource: arn }]
    })
  );
}
