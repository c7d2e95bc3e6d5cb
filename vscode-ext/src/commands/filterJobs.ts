import { hoursAgo, jobAges, jobStatuses, namePart } from '@pilothouse/core/automl/jobFilter';
import { statusWords } from '@pilothouse/core/aws/statusWords';
import * as vscode from 'vscode';
import type { ResourceModel } from '../trees/ResourceModel';

/** Whether the list is narrowed: another button stands in the tree's title then. */
const CONTEXT = 'pilothouse.jobsFiltered';

interface Choice extends vscode.QuickPickItem {
  /** Fields of the request that it sets; `undefined` ones are taken away. */
  fields?: Record<string, string | undefined>;
}

/** Ask by what to narrow the list of jobs, on top of what it is narrowed by. */
export async function filterJobs(jobs: ResourceModel): Promise<void> {
  const { NameContains: part, StatusEquals: status, CreationTimeAfter: after } = jobs.filter;
  const separator = (label: string): Choice => ({
    label,
    kind: vscode.QuickPickItemKind.Separator
  });
  const byName: Choice = {
    label: vscode.l10n.t('Name contains…'),
    description: part
  };
  const chosen = await vscode.window.showQuickPick<Choice>(
    [
      byName,
      separator(vscode.l10n.t('Status')),
      ...jobStatuses.map(one => ({
        label: statusWords(one),
        description: one === status ? vscode.l10n.t('shown now') : undefined,
        fields: { StatusEquals: one }
      })),
      { label: vscode.l10n.t('Any status'), fields: { StatusEquals: undefined } },
      separator(vscode.l10n.t('Created')),
      ...Object.entries(jobAges).map(([hours, label]) => ({
        label,
        fields: { CreationTimeAfter: hoursAgo(Number(hours), Date.now()) }
      })),
      {
        label: vscode.l10n.t('Any time'),
        description: after && vscode.l10n.t('now: after {0}', after),
        fields: { CreationTimeAfter: undefined }
      }
    ],
    { title: vscode.l10n.t('Filter jobs'), matchOnDescription: true }
  );
  const fields = chosen === byName ? await askName(part) : chosen?.fields;
  if (fields) {
    const all = Object.entries({ ...jobs.filter, ...fields });
    const set = all.filter((entry): entry is [string, string] => Boolean(entry[1]));
    await narrow(jobs, Object.fromEntries(set));
  }
}

async function askName(now: string | undefined): Promise<Choice['fields']> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Filter jobs'),
    prompt: vscode.l10n.t('Part of the name. Empty: any name.'),
    value: now
  });
  return typed === undefined ? undefined : { NameContains: namePart(typed) };
}

/** Take the filter away. */
export function showAllJobs(jobs: ResourceModel): Promise<void> {
  return narrow(jobs, {});
}

async function narrow(jobs: ResourceModel, filter: Record<string, string>): Promise<void> {
  const isOn = Object.keys(filter).length > 0;
  await vscode.commands.executeCommand('setContext', CONTEXT, isOn);
  await jobs.narrow(filter);
}
