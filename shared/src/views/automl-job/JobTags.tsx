import type { ReactElement } from 'react';
import type { AwsApi } from '../../aws/api';
import { nextToken, pages } from '../../aws/paging';
import { useAsync } from '../parts';

export interface JobTagsProps {
  api: AwsApi;
  /** ARN of the job. */
  arn: string;
  /** Beside other things: nothing at all where there are no tags to show. */
  quiet?: boolean;
}

interface Tag {
  Key?: string;
  Value?: string;
}

/** The tags of a job. */
export function JobTags({ api, arn, quiet }: JobTagsProps): ReactElement | null {
  const tags = useAsync(async signal => {
    const all: Tag[] = [];
    for await (const page of pages<{ Tags?: Tag[]; NextToken?: string }>(
      api,
      'sagemaker',
      'ListTags',
      { ResourceArn: arn },
      nextToken,
      { signal }
    )) {
      all.push(...(page.Tags ?? []));
    }
    return all;
  }, `tags:${arn}`);
  if (quiet && !tags.data?.length) {
    return null;
  }
  if (tags.error) {
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
      {tags.data.map(({ Key = '', Value = '' }) => (
        <li key={Key}>
          <span className="ph-muted">{Key}</span> {Value}
        </li>
      ))}
    </ul>
  ) : (
    <span className="ph-muted">{tags.data ? 'none' : '…'}</span>
  );
}
