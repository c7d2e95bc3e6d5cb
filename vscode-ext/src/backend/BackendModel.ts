import { AwsError, type AwsErrorData } from '@pilothouse/core/aws/errors';
import { readAdminDefaults } from '@pilothouse/core/environment/adminDefaults';
import { backendLabel } from '@pilothouse/core/environment/backend';
import {
  cleanConfirmation,
  readCleanRequest,
  type EngineStorage
} from '@pilothouse/core/environment/engineStorage';
import type { BackendChoice, BackendState } from '@pilothouse/core/host';
import * as vscode from 'vscode';
import type { AwsTarget } from '../aws/contract';
import type { EngineInstaller } from '../engine/EngineInstaller';
import { ENGINE_PROFILE, type EngineInfo } from '../engine/engineFile';
import type { EngineModel } from '../engine/EngineModel';
import { confirm } from '../panels/confirm';
import type { AwsLoader } from './AwsLoader';
import { resolveRegion, spaceMetadata } from './region';

/** What the engine gives by default, known before it runs. */
const LOCAL_DEFAULTS = {
  region: 'local',
  roleArn: 'arn:aws:iam::000000000000:role/PilothouseLocal',
  defaultBucket: 'sagemaker-local-000000000000'
};

const IDENTITY_MS = 15_000;

/** A target together with the engine behind it. */
export type ResolvedTarget = { target: AwsTarget; engine?: EngineInfo };

/** Which backend is chosen, whether it can be used, and where its calls go. */
export class BackendModel implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** The choice, the engine's state or trust changed. */
  readonly onDidChange = this.changed.event;
  private readonly subscriptions: vscode.Disposable[];
  /** Account of an AWS choice, by Region and profile. */
  private readonly identities = new Map<string, Promise<string>>();

  constructor(
    private readonly engine: EngineModel,
    private readonly installer: EngineInstaller,
    private readonly aws: AwsLoader
  ) {
    this.subscriptions = [
      engine.onDidChange(() => this.changed.fire()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.changed.fire()),
      vscode.workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration('pilothouse')) {
          engine.reset();
          this.identities.clear();
          this.changed.fire();
        }
      })
    ];
  }

  /** The settings as they are, with nothing resolved. */
  choice(): BackendChoice {
    const settings = vscode.workspace.getConfiguration('pilothouse');
    if (settings.get<string>('backend') !== 'aws') {
      return { kind: 'local' };
    }
    return {
      kind: 'aws',
      region: settings.get<string>('region') || undefined,
      profile: settings.get<string>('profile') || undefined
    };
  }

  /** The backend and whether it can be used. Starts nothing. */
  async state(): Promise<BackendState> {
    const choice = this.choice();
    const profiles = (await this.aws.caller().profiles()).map(profile => profile.name);
    return choice.kind === 'local' ? this.localState(profiles) : this.awsState(choice, profiles);
  }

  async choose(choice: BackendChoice): Promise<BackendState> {
    const settings = vscode.workspace.getConfiguration('pilothouse');
    const write = (key: string, value: string | undefined): Thenable<void> => {
      const inWorkspace = settings.inspect(key)?.workspaceValue !== undefined;
      const target = inWorkspace
        ? vscode.ConfigurationTarget.Workspace
        : vscode.ConfigurationTarget.Global;
      return settings.update(key, value, target);
    };
    if (choice.kind === 'aws') {
      await write('region', choice.region);
      await write('profile', choice.profile);
    }
    await write('backend', choice.kind);
    return this.state();
  }

  async startEngine(): Promise<BackendState> {
    this.requireTrust();
    await this.engine.start();
    return this.state();
  }

  async installEngine(): Promise<BackendState> {
    this.requireTrust();
    if (await this.installer.install()) {
      await this.engine.start();
    }
    return this.state();
  }

  /** What the local engine keeps on this machine. @throws AwsError as `EngineModel.disk`. */
  async engineStorage(): Promise<EngineStorage> {
    this.requireTrust();
    return this.engine.disk();
  }

  /**
   * Remove some of it, after a question.
   *
   * @param request - Comes from a page, so it may be anything.
   */
  async cleanEngineStorage(request: unknown): Promise<EngineStorage> {
    this.requireTrust();
    const known = readCleanRequest(request);
    if (!known) {
      throw new AwsError({
        code: 'ValidationException',
        message: vscode.l10n.t('Choose what is to be cleaned.'),
        retryable: false
      });
    }
    return this.engine.disk((await confirm(cleanConfirmation(known))) ? known : undefined);
  }

  /**
   * Where a call goes now; starts the engine if that is where.
   *
   * @throws AwsError `OperationNotAllowed` in an untrusted workspace, `NoRegion`, and what
   * `EngineModel.ensure` throws.
   */
  async resolve(): Promise<ResolvedTarget> {
    this.requireTrust();
    const choice = this.choice();
    if (choice.kind === 'local') {
      const engine = await this.engine.ensure();
      return {
        engine,
        target: {
          kind: 'local',
          endpointUrl: engine.endpointUrl,
          region: engine.region,
          credentialsFile: engine.credentialsFile,
          profile: ENGINE_PROFILE
        }
      };
    }
    const region = await this.region(choice);
    if (!region) {
      throw new AwsError({
        code: 'NoRegion',
        message: vscode.l10n.t('No AWS Region is set. Choose one.'),
        retryable: false,
        action: 'choose-region'
      });
    }
    return { target: { kind: 'aws', region, profile: choice.profile } };
  }

  dispose(): void {
    this.subscriptions.forEach(subscription => subscription.dispose());
    this.changed.dispose();
  }

  private async localState(profiles: string[]): Promise<BackendState> {
    const common = {
      choice: { kind: 'local' as const },
      label: backendLabel({ kind: 'local' }),
      cost: 'free' as const,
      profiles,
      ...LOCAL_DEFAULTS
    };
    const problem = trustProblem();
    if (problem) {
      return { ...common, status: 'unavailable', problem };
    }
    const engine = await this.engine.look();
    switch (engine.status) {
      case 'ready': {
        const { region, roleArn, defaultBucket } = engine.info;
        return { ...common, status: 'ready', region, roleArn, defaultBucket };
      }
      case 'silent':
      case 'problem':
        return { ...common, status: 'unavailable', problem: engine.error.toData() };
      default:
        return { ...common, status: engine.status };
    }
  }

  private async awsState(choice: BackendChoice, profiles: string[]): Promise<BackendState> {
    const region = await this.region(choice);
    const common = {
      choice,
      label: backendLabel({ ...choice, region }),
      cost: 'billed' as const,
      region: region ?? '',
      profiles
    };
    try {
      const { target } = await this.resolve();
      const account = await this.account(target);
      const { executionRoleArn } = await spaceMetadata();
      const adminConfig = await this.aws.caller().adminConfig(target);
      const { bucket } = readAdminDefaults(adminConfig);
      return {
        ...common,
        status: 'ready',
        roleArn: executionRoleArn,
        defaultBucket: bucket?.value ?? `sagemaker-${region}-${account}`,
        ...(adminConfig.length > 0 ? { adminConfig } : {})
      };
    } catch (error) {
      return { ...common, status: 'unavailable', problem: AwsError.from(error).toData() };
    }
  }

  private account(target: AwsTarget): Promise<string> {
    const key = JSON.stringify(target);
    let account = this.identities.get(key);
    if (!account) {
      account = this.aws
        .caller()
        .call(target, 'sts', 'GetCallerIdentity', {}, { timeoutMs: IDENTITY_MS })
        .then(identity => (identity as { Account: string }).Account);
      this.identities.set(key, account);
      account.catch(() => this.identities.delete(key));
    }
    return account;
  }

  private async region(choice: BackendChoice): Promise<string | undefined> {
    const known = {
      setting: choice.region,
      env: process.env,
      space: (await spaceMetadata()).region
    };
    const region = resolveRegion(known);
    if (region) {
      return region;
    }
    const name = choice.profile ?? process.env.AWS_PROFILE ?? 'default';
    const profiles = await this.aws.caller().profiles();
    const profile = profiles.find(candidate => candidate.name === name)?.region;
    return resolveRegion({ ...known, profile });
  }

  private requireTrust(): void {
    const problem = trustProblem();
    if (problem) {
      throw new AwsError(problem);
    }
  }
}

/** An untrusted workspace could choose the interpreter or hold data that deceives. */
function trustProblem(): AwsErrorData | undefined {
  if (vscode.workspace.isTrusted) {
    return undefined;
  }
  return {
    code: 'OperationNotAllowed',
    message: vscode.l10n.t(
      'This workspace is not trusted, so no engine is started and AWS is not called. Trust the workspace to go on.'
    ),
    retryable: false
  };
}
