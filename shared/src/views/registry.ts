import type { ComponentType } from 'react';
import type { AwsApi } from '../aws/api';
import type { Host } from '../host';
import type { ViewArgs, ViewName } from './names';

/** What every view gets. */
export interface ViewProps<V extends ViewName> {
  args: ViewArgs[V];
  api: AwsApi;
  host: Host;
}

type ViewModule<V extends ViewName> = { default: ComponentType<ViewProps<V>> };

/** One line per view; each is loaded when it is first shown. */
export const views: { [V in ViewName]: () => Promise<ViewModule<V>> } = {
  'automl-launcher': () => import('./automl-launcher'),
  'automl-job': () => import('./automl-job'),
  explanation: () => import('./explanation'),
  deploy: () => import('./deploy'),
  endpoint: () => import('./endpoint'),
  'transform-job': () => import('./transform-job'),
  sidebar: () => import('./sidebar'),
  storage: () => import('./storage'),
  snapshot: () => import('./snapshot')
};
