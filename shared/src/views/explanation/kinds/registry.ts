import type { ComponentType } from 'react';
import type { AwsApi } from '../../../aws/api';
import type { ExplanationFolder } from '../../../explain/folder';
import type { Explanation, ExplanationKind } from '../../../explain/model';
import type { Host } from '../../../host';

/** A second explanation beside the shown one, always of the same kind. */
export interface Comparison<E extends Explanation = Explanation> {
  explanation: E;
  /** Where it comes from, for legends. */
  name: string;
}

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
  /** What the user chose to compare with. */
  comparison?: Comparison<E>;
  /** Lets the user choose something to compare with; absent: a notebook. */
  onPickComparison?: () => void;
  /** Takes the comparison away. */
  onEndComparison?: () => void;
}

type KindModule<K extends ExplanationKind> = {
  default: ComponentType<KindProps<Extract<Explanation, { kind: K }>>>;
};

/** One line per kind; each is loaded when it is first shown. */
export const kinds: { [K in ExplanationKind]?: () => Promise<KindModule<K>> } = {
  tabular: () => import('./tabular'),
  text: () => import('./text'),
  image: () => import('./image'),
  series: () => import('./series'),
  pdp: () => import('./pdp'),
  bias: () => import('./bias'),
  violations: () => import('./violations'),
  baseline: () => import('./baseline'),
  report: () => import('./report'),
  raw: () => import('./raw')
};
