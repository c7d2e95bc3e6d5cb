import type { ListEndpointsCommandOutput } from '@aws-sdk/client-sagemaker';
import { permitted } from '@pilothouse/core/endpoints/service';
import type { ResourceKind } from './ResourceModel';

/** Endpoints, newest first. */
export const endpoints: ResourceKind = {
  key: 'endpoints',
  async list(api, nextToken) {
    const output = await api.call<ListEndpointsCommandOutput>('sagemaker', 'ListEndpoints', {
      MaxResults: 50,
      SortBy: 'CreationTime',
      SortOrder: 'Descending',
      NextToken: nextToken
    });
    return {
      nextToken: output.NextToken || undefined,
      items: (output.Endpoints ?? []).map(endpoint => ({
        name: endpoint.EndpointName ?? '',
        id: endpoint.EndpointArn ?? endpoint.EndpointName ?? '',
        status: endpoint.EndpointStatus ?? 'Unknown',
        // On the seam times are ISO text, whatever the SDK's types say.
        created: endpoint.CreationTime as unknown as string | undefined
      }))
    };
  },
  changes: status => permitted(status).changing
};
