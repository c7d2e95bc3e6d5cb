import type { ListAutoMLJobsCommandOutput } from '@aws-sdk/client-sagemaker';
import type { ResourceKind } from './ResourceModel';

/** AutoML jobs, newest first. */
export const jobs: ResourceKind = {
  key: 'jobs',
  async list(api, nextToken, filter) {
    const output = await api.call<ListAutoMLJobsCommandOutput>('sagemaker', 'ListAutoMLJobs', {
      MaxResults: 50,
      SortBy: 'CreationTime',
      SortOrder: 'Descending',
      ...filter,
      NextToken: nextToken
    });
    return {
      nextToken: output.NextToken || undefined,
      items: (output.AutoMLJobSummaries ?? []).map(job => ({
        name: job.AutoMLJobName ?? '',
        id: job.AutoMLJobArn ?? job.AutoMLJobName ?? '',
        status: job.AutoMLJobStatus ?? 'Unknown',
        phase: job.AutoMLJobSecondaryStatus,
        reason: job.FailureReason,
        // On the seam times are ISO text, whatever the SDK's types say.
        created: job.CreationTime as unknown as string | undefined
      }))
    };
  },
  changes: status => status === 'InProgress' || status === 'Stopping'
};
