import type { AwsApi } from '../../aws/api';
import { AwsError } from '../../aws/errors';
import type { Resource } from '../../aws/resourceList';
import { jobConsolePage } from '../../automl/consolePages';
import { AutoMLService, stopConfirmation } from '../../automl/service';
import { describeProblem } from '../../environment/backend';
import type { BackendState, Host } from '../../host';
import type { MenuItem } from './RowMenu';

export interface JobActionsContext {
  api: AwsApi;
  host: Host;
  backend: BackendState | undefined;
  /** Read the list again. */
  onChange: () => void;
}

/** What can be done with a job of the list. */
export function jobActions(job: Resource, context: JobActionsContext): MenuItem[] {
  const { api, host, backend, onChange } = context;
  const { name, arn, status } = job;
  const tell = async (what: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (thrown) {
      const error = AwsError.from(thrown);
      if (error.code !== 'Cancelled') {
        host.notify('error', `${what} ${describeProblem(error).text}`);
      }
    }
  };
  const stop = async (): Promise<void> => {
    if (await host.confirm(stopConfirmation(name))) {
      await new AutoMLService(api).stop(name).finally(onChange);
    }
  };
  const openConsole = async (): Promise<void> => {
    const page = await jobConsolePage(api, name);
    if (page) {
      host.openExternal(page);
    } else {
      host.notify('info', `${name} has no page in the AWS console.`);
    }
  };
  return [
    { label: 'Open', run: () => host.openView('automl-job', { jobName: name }) },
    {
      label: 'Clone job…',
      run: () => host.openView('automl-launcher', { cloneOf: name })
    },
    ...(status === 'InProgress'
      ? [{ label: 'Stop job…', run: () => void tell(`${name} was not stopped.`, stop) }]
      : []),
    { label: 'Copy name', run: () => void tell('Not copied.', () => host.copy(name)) },
    ...(arn
      ? [{ label: 'Copy ARN', run: () => void tell('Not copied.', () => host.copy(arn)) }]
      : []),
    ...(backend?.choice.kind === 'aws'
      ? [
          {
            label: 'Open in AWS console',
            run: () => void tell('The console was not opened.', openConsole)
          }
        ]
      : [])
  ];
}
