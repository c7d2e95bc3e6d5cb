import type { ComponentType } from 'react';
import type { AwsApi } from '../../../aws/api';
import type { ExplanationFolder } from '../../../explain/folder';
import type { Explanation, ExplanationKind } from '../../../explain/model';
import type { Host } from '../../../host';

/** What the view of one kind of explanation gets. */
export interface KindProps<E extends Explanation> {
  explanation: E;
  /** Where it was read from; opens files that it names, such as pictures. Absent: a notebook. */
  folder?: ExplanationFolder;
  api: AwsApi;
  host: Host;
  /** Beginning of the names of exported files. */
  exportName: string;
  /** Record to begin with; default: the first. */
  firstRecord?: number;
}

type KindModule<K extends ExplanationKind> = {
  default: ComponentType<KindProps<Extract<Explanation, { kind: K }>>>;
};

/** One line per kind; each is loaded when it is first shown. */
export const kinds: { [K in ExplanationKind]?: () => Promise<KindModule<K>> } = {
  tabular: () => import('./tabular')
};
