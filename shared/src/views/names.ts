/**
 * Names and arguments of all views. Arguments are small JSON: ids, never data, so that a tab
 * can be restored after a reload.
 */

/** Where the rows of an explanation come from. */
export type ExplanationSource =
  { kind: 'job'; jobName: string; candidateName?: string } | { kind: 's3'; uri: string };

export interface ViewArgs {
  /** New AutoML job; with the workspace file the user started from. */
  'automl-launcher': { path?: string };
  /** One job: progress, leaderboard, reports, deploy. */
  'automl-job': { jobName: string };
  /** Global and local attributions. */
  explanation: { source: ExplanationSource };
  /** One endpoint: status, invoke, delete. */
  endpoint: { endpointName: string };
  /** The sidebar of JupyterLab: backend switch, jobs, endpoints. */
  sidebar: Record<string, never>;
  /** A bounded snapshot out of a notebook; needs no backend. */
  snapshot: { data: unknown };
}

export type ViewName = keyof ViewArgs;
