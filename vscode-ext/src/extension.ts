import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { AwsModule } from './aws/contract';
import { AwsLoader } from './backend/AwsLoader';
import { BackendApi } from './backend/BackendApi';
import { BackendModel } from './backend/BackendModel';
import { registerAutomlCommands } from './commands/AutomlCommands';
import { registerBackendCommands } from './commands/BackendCommands';
import { registerEndpointCommands } from './commands/EndpointCommands';
import { registerTransformCommands } from './commands/TransformCommands';
import { registerEngineCommands } from './commands/EngineCommands';
import { registerJobCommands } from './commands/JobCommands';
import { registerExplanationCommands } from './commands/ExplanationCommands';
import { registerCommand } from './commands/run';
import { dataDir } from './engine/engineFile';
import { EngineInstaller } from './engine/EngineInstaller';
import { EngineModel } from './engine/EngineModel';
import { interpreters } from './engine/interpreters';
import { activePythonEnvironment } from './engine/pythonExtension';
import { registerExplainedCells } from './notebook/explainedCells';
import { registerRendererMessages } from './notebook/rendererMessages';
import { Granted } from './panels/Granted';
import { ViewEditor, type PanelModule } from './panels/ViewEditor';
import { BackendStatus } from './status/BackendStatus';
import { RunningCount } from './status/RunningCount';
import { filterText } from './trees/filterText';
import { JobDetails } from './trees/jobDetails';
import { endpointKind, jobKind, transformKind } from './trees/kinds';
import { ListsCoordinator, WELCOMED } from './trees/ListsCoordinator';
import { Poller } from './trees/Poller';
import { RecentExplanations } from './trees/RecentExplanations';
import { ResourceModel } from './trees/ResourceModel';
import { ResourceTree, type ResourceTreeOptions } from './trees/ResourceTree';

/** Registers everything and starts nothing: no process, no call, no AWS code. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Pilothouse', { log: true });
  const workingDir = async (): Promise<string> => {
    const folder = context.globalStorageUri.fsPath;
    await mkdir(folder, { recursive: true });
    return folder;
  };
  // Bundles of their own, which the build of this one must not follow.
  const bundle = (name: string): unknown =>
    createRequire(__filename)(join(context.extensionPath, 'dist', name)) as unknown;
  const aws = new AwsLoader(() => bundle('aws.cjs') as AwsModule);
  const engine = new EngineModel({
    dataDir: dataDir(process.env, process.platform, homedir()),
    workingDir,
    interpreters: () =>
      interpreters({
        setting: vscode.workspace.getConfiguration('pilothouse').get('pythonPath', ''),
        activeEnvironment: activePythonEnvironment,
        platform: process.platform
      }),
    log
  });
  const installer = new EngineInstaller({
    engine,
    workingDir,
    wheels: join(context.extensionPath, 'engine'),
    log
  });
  const backend = new BackendModel(engine, installer, aws);
  const api = new BackendApi(backend, engine, aws, log);
  const jobs = new ResourceModel(jobKind, api);
  const endpoints = new ResourceModel(endpointKind, api);
  const transforms = new ResourceModel(transformKind, api);
  const jobDetails = new JobDetails(api);
  const models = { jobs, endpoints, transforms };
  const lists = new ListsCoordinator(models, backend, engine, api, jobDetails);
  const running = new RunningCount(backend, engine, jobs, api);
  const memento = context.workspaceState;
  const granted = new Granted(memento);
  const recent = new RecentExplanations(memento);
  const dist = vscode.Uri.joinPath(context.extensionUri, 'dist');

  context.subscriptions.push(
    ...[log, aws, engine, backend, api, jobs, endpoints, transforms, lists],
    ...registerTree('pilothouse.jobs', backend, {
      model: jobs,
      contextKind: 'job',
      openCommand: 'pilothouse.automl.openJob',
      moreCommand: 'pilothouse.automl.loadMore',
      welcomed: WELCOMED,
      details: jobDetails
    }),
    ...registerTree('pilothouse.endpoints', backend, {
      model: endpoints,
      contextKind: 'endpoint',
      openCommand: 'pilothouse.endpoints.open',
      moreCommand: 'pilothouse.endpoints.loadMore',
      welcomed: WELCOMED
    }),
    ...registerTree('pilothouse.transforms', backend, {
      model: transforms,
      contextKind: 'transform',
      openCommand: 'pilothouse.transforms.open',
      moreCommand: 'pilothouse.transforms.loadMore',
      welcomed: WELCOMED
    }),
    running,
    new BackendStatus(backend, engine, running),
    recent,
    vscode.window.createTreeView('pilothouse.explanations', { treeDataProvider: recent }),
    ...new ViewEditor(
      { api, backend, memento, granted, onStored: key => recent.noteStored(key), log },
      dist,
      () => bundle('panels.cjs') as PanelModule
    ).register(),
    registerRendererMessages(),
    registerExplainedCells(),
    ...registerAutomlCommands(jobs),
    ...registerJobCommands(jobs, api),
    ...registerEndpointCommands(endpoints, api, () =>
      backend.choice().kind === 'aws' ? 'billed' : 'free'
    ),
    ...registerTransformCommands(transforms, api),
    ...registerExplanationCommands(granted),
    ...registerBackendCommands(backend),
    ...registerEngineCommands(backend, engine),
    registerCommand('pilothouse.refresh', () => lists.refresh()),
    registerCommand('pilothouse.showLog', () => log.show())
  );
}

function registerTree(
  id: string,
  backend: BackendModel,
  options: ResourceTreeOptions
): vscode.Disposable[] {
  const tree = new ResourceTree(options);
  const view = vscode.window.createTreeView(id, {
    treeDataProvider: tree,
    dragAndDropController: tree
  });
  const narrowed = options.model.onDidChange(() => {
    view.description = filterText(options.model.filter);
  });
  const poller = new Poller({
    model: options.model,
    onDidChangeVisibility: view.onDidChangeVisibility,
    visible: () => view.visible,
    isLocal: () => backend.choice().kind === 'local'
  });
  return [tree, view, narrowed, poller];
}
