import type { ListTransformJobsCommandOutput } from '@aws-sdk/client-sagemaker';
import { isTransforming } from '@pilothouse/core/endpoints/transform';
import type { ResourceKind } from './ResourceModel';

/** Batch transforms, newest first. */
export const transforms: ResourceKind = {
  key: 'transforms',
  async list(api, nextToken) {
    const output = await api.call<ListTransformJobsCommandOutput>(
      'sagemaker',
      'ListTransformJobs',
      {
        MaxResults: 50,
        SortBy: 'CreationTime',
        SortOrder: 'Descending',
        NextToken: nextToken
      }
    );
    return {
      nextToken: output.NextToken || undefined,
      items: (output.TransformJobSummaries ?? []).map(job => ({
        name: job.TransformJobName ?? '',
        id: job.TransformJobArn ?? job.TransformJobName ?? '',
        status: job.TransformJobStatus ?? 'Unknown',
        // On the seam times are ISO text, whatever the SDK's types say.
        created: job.CreationTime as unknown as string | undefined
      }))
    };
  },
  changes: isTransforming
};
