import type { ReactElement } from 'react';
import type { Tag } from '../../automl/tags';
import type { Async } from '../parts';

export interface JobTagsProps {
  tags: Async<Tag[]>;
  /** Beside other things: nothing at all where there are no tags to show. */
  quiet?: boolean;
}

/** The tags of a job. */
export function JobTags({ tags, quiet }: JobTagsProps): ReactElement | null {
  if (quiet && !tags.data?.length) {
    return null;
  }
  if (tags.error && !tags.data) {
    return (
      <span className="ph-muted">
        {tags.error.missingAction
          ? `not readable without ${tags.error.missingAction}`
          : 'not available here'}
      </span>
    );
  }
  return tags.data && tags.data.length > 0 ? (
    <ul className="ph-Plain ph-Tags" aria-label="Tags">
      {tags.data.map(({ key, value }) => (
        <li key={key}>
          <span className="ph-muted">{key}</span> {value}
        </li>
      ))}
    </ul>
  ) : (
    <span className="ph-muted">{tags.data ? 'none' : '…'}</span>
  );
}
