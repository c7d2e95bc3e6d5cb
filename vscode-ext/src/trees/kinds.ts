/** The kinds of resources that trees list. */
import { permitted } from '@pilothouse/core/endpoints/service';
import { isTransforming } from '@pilothouse/core/endpoints/transform';
import type { ListedKind } from './ResourceModel';

export const jobKind: ListedKind = {
  key: 'jobs',
  changes: status => status === 'InProgress' || status === 'Stopping'
};

export const endpointKind: ListedKind = {
  key: 'endpoints',
  changes: status => permitted(status).changing
};

export const transformKind: ListedKind = { key: 'transforms', changes: isTransforming };
