import * as vscode from 'vscode';
import type { BackendChoice } from '@pilothouse/core/host';
import type { BackendModel } from '../backend/BackendModel';
import { registerCommand } from './run';

/** Regions offered; another can be typed. */
const REGIONS = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
  'sa-east-1',
  'eu-central-1',
  'eu-north-1',
  'eu-south-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'ap-east-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'af-south-1',
  'me-south-1'
];

/** Commands about the backend. */
export function registerBackendCommands(backend: BackendModel): vscode.Disposable[] {
  return [
    registerCommand('pilothouse.backend.choose', async () => {
      const choice = await pickBackend(backend);
      if (choice) {
        await backend.choose(choice);
      }
    })
  ];
}

async function pickBackend(backend: BackendModel): Promise<BackendChoice | undefined> {
  const now = backend.choice();
  const local: vscode.QuickPickItem = {
    label: vscode.l10n.t('Local engine'),
    description: vscode.l10n.t('Runs on this machine. Free.'),
    picked: now.kind === 'local'
  };
  const aws: vscode.QuickPickItem = {
    label: vscode.l10n.t('Amazon SageMaker'),
    description: vscode.l10n.t('In a Region of an AWS account. Billed.'),
    picked: now.kind === 'aws'
  };
  const title = vscode.l10n.t('Backend');
  const kind = await vscode.window.showQuickPick([local, aws], {
    title,
    placeHolder: vscode.l10n.t('Where jobs and endpoints run')
  });
  if (kind === local) {
    return { kind: 'local' };
  }
  if (kind !== aws) {
    return undefined;
  }
  const profile = await pickProfile(backend, now.profile);
  const region = profile && (await pickRegion(now.region));
  return region && { kind: 'aws', region: region.region, profile: profile.profile };
}

/** @returns without `profile` for the default chain; `undefined` if nothing was chosen. */
async function pickProfile(
  backend: BackendModel,
  current: string | undefined
): Promise<{ profile?: string } | undefined> {
  const { profiles } = await backend.state();
  const chain: vscode.QuickPickItem = {
    label: vscode.l10n.t('Default credentials'),
    description: vscode.l10n.t('Environment, space or machine role, or the default profile')
  };
  const items = profiles.map(name => ({
    label: name,
    description: name === current ? vscode.l10n.t('in use') : undefined
  }));
  const picked = await vscode.window.showQuickPick<vscode.QuickPickItem>([chain, ...items], {
    title: vscode.l10n.t('AWS profile'),
    placeHolder: vscode.l10n.t('Whose credentials to use')
  });
  return picked && (picked === chain ? {} : { profile: picked.label });
}

/** @returns without `region` for the one that the environment or profile gives. */
async function pickRegion(current: string | undefined): Promise<{ region?: string } | undefined> {
  const found: vscode.QuickPickItem = {
    label: vscode.l10n.t('From the environment or profile')
  };
  const other: vscode.QuickPickItem = { label: vscode.l10n.t('Another Region\u2026') };
  const items = REGIONS.map(label => ({
    label,
    description: label === current ? vscode.l10n.t('in use') : undefined
  }));
  const picked = await vscode.window.showQuickPick<vscode.QuickPickItem>([found, ...items, other], {
    title: vscode.l10n.t('AWS Region'),
    placeHolder: vscode.l10n.t('Region to work in')
  });
  if (picked === found) {
    return {};
  }
  if (picked !== other) {
    return picked && { region: picked.label };
  }
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('AWS Region'),
    prompt: vscode.l10n.t('For example eu-west-1'),
    validateInput: text =>
      /^[a-z]{2,}(-[a-z]+)+-\d+$/.test(text.trim())
        ? undefined
        : vscode.l10n.t('A Region looks like eu-west-1.')
  });
  return typed === undefined ? undefined : { region: typed.trim() };
}
