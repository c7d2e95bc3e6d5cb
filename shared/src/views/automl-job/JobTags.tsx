import type { ReactElement } from 'react';
import type { AwsApi } from '../../aws/api';
import { nextToken, pages } from '../../aws/paging';
import { useAsync } from '../parts';

export interface JobTagsProps {
  api: AwsApi;
  /** ARN of the job. */
  arn: string;
}

interface Tag {
  Key?: string;
  Value?: string;
}

/** The tags of a job; nothing where there are none or they may not be read. */
export function JobTags({ api, arn }: JobTagsProps): ReactElement {
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
    <ul className="ph-Plain ph-Tags">
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
