/**
 * Names and arguments of all views. Arguments are small JSON: ids, never data, so that a tab
 * can be restored after a reload.
 */

/** Where an explanation is read from. */
export type ExplanationSource =
  | { kind: 'job'; jobName: string; candidateName?: string }
  /** A prefix or an object. */
  | { kind: 's3'; uri: string }
  /** A file or folder, by the IDE's own path; of a notebook maybe one cell's outputs, from 1. */
  | { kind: 'file'; path: string; cell?: number }
  /** Nothing yet: the view asks for one. */
  | { kind: 'none' };

export interface ViewArgs {
  /**
   * New AutoML job; with the workspace file the user started from (a folder of pictures with the
   * problem type `image`), or the job that it shall be like.
   */
  'automl-launcher': {
    path?: string;
    cloneOf?: string;
    problem?: 'tabular' | 'image' | 'text' | 'series' | 'llm';
  };
  /** One job: progress, leaderboard, reports, deploy. */
  'automl-job': { jobName: string };
  /** Explanations of every kind. */
  explanation: { source: ExplanationSource };
  /**
   * Deploying a candidate, or the best one: endpoint of any kind, or batch transform. A job of
   * another account is read with a role there; without a job's name the view asks for both.
   */
  deploy: { jobName: string; candidateName?: string; role?: string };
  /** One endpoint: status, invoke, delete. */
  endpoint: { endpointName: string };
  /** One batch transform: progress, output beside its input. */
  'transform-job': { transformJobName: string };
  /** The sidebar of JupyterLab: backend switch, jobs, endpoints. */
  sidebar: Record<string, never>;
  /** What the local engine keeps on this machine. */
  storage: Record<string, never>;
  /** A bounded snapshot out of a notebook; needs no backend. */
  snapshot: { data: unknown };
}

export type ViewName = keyof ViewArgs;
