import type { AwsApi } from '../../aws/api';
import type { DeployField, DeployProblem } from '../../endpoints/deployRules';
import type { DeploymentDefaults, DeploymentDraft } from '../../endpoints/deployDraft';
import type { DeploymentSubject } from '../../endpoints/deploySubject';
import type { Host } from '../../host';

/** What every part of the form gets. */
export interface DeployFormProps {
  api: AwsApi;
  host: Host;
  subject: DeploymentSubject;
  draft: DeploymentDraft;
  /** With defaults in place of what was left empty. */
  resolved: DeploymentDraft;
  defaults: DeploymentDefaults;
  problems: readonly DeployProblem[];
  /** Show errors of fields that were not left yet. */
  showErrors: boolean;
  onChange: (change: Partial<DeploymentDraft>) => void;
}

/** Error attributes of a field. */
export function errorsOf(
  { problems, showErrors }: Pick<DeployFormProps, 'problems' | 'showErrors'>,
  field: DeployField
): { error: string | undefined; showError: boolean } {
  const found = problems.find(problem => problem.field === field && problem.severity === 'error');
  return { error: found?.message, showError: showErrors };
}
