import type { AwsApi } from '@pilothouse/core/aws/api';
import { jobConsolePage } from '@pilothouse/core/automl/consolePages';
import { AutoMLService, stopConfirmation } from '@pilothouse/core/automl/service';
import * as vscode from 'vscode';
import { confirm } from '../panels/confirm';
import { openView } from '../panels/ViewEditor';
import type { Resource, ResourceModel } from '../trees/ResourceModel';
import type { ResourceNode } from '../trees/ResourceTree';
import { jobKind } from '../trees/kinds';
import { filterJobs, showAllJobs } from './filterJobs';
import { pickResource } from './pickResource';
import { registerCommand } from './run';

/** What can be done with a job of the list; from the palette, the user picks one. */
export function registerJobCommands(jobs: ResourceModel, api: AwsApi): vscode.Disposable[] {
  const forJob = (
    id: string,
    title: string,
    work: (name: string) => Promise<void>,
    wanted?: (job: Resource) => boolean
  ): vscode.Disposable =>
    registerCommand(id, async (node?: ResourceNode) => {
      const name = await pickResource(jobs, node, title, wanted);
      if (name !== undefined) {
        await work(name);
      }
    });
  return [
    forJob('pilothouse.automl.cloneJob', vscode.l10n.t('Choose the job to clone'), name =>
      openView({ view: 'automl-launcher', args: { cloneOf: name } })
    ),
    forJob(
      'pilothouse.automl.stopJob',
      vscode.l10n.t('Choose the job to stop'),
      name => stop(api, jobs, name),
      ({ status }) => jobKind.changes(status)
    ),
    forJob('pilothouse.automl.copyJobArn', vscode.l10n.t('Choose a job'), async name => {
      const id = jobs.items.find(job => job.name === name)?.id ?? name;
      await vscode.env.clipboard.writeText(id);
    }),
    forJob('pilothouse.automl.openJobConsole', vscode.l10n.t('Choose a job'), name =>
      openConsole(api, name)
    ),
    registerCommand('pilothouse.automl.filterJobs', () => filterJobs(jobs)),
    registerCommand('pilothouse.automl.showAllJobs', () => showAllJobs(jobs))
  ];
}

async function stop(api: AwsApi, jobs: ResourceModel, name: string): Promise<void> {
  if (await confirm(stopConfirmation(name))) {
    try {
      await new AutoMLService(api).stop(name);
    } catch (error) {
      // It may have ended elsewhere: the list shall say so beside the message.
      void jobs.refresh();
      throw error;
    }
  }
}

async function openConsole(api: AwsApi, name: string): Promise<void> {
  const page = await jobConsolePage(api, name);
  if (page) {
    await vscode.env.openExternal(vscode.Uri.parse(page));
  } else {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0} has no page in the AWS console.', name)
    );
  }
}
