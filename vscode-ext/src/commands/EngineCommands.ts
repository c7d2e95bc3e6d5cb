import type * as vscode from 'vscode';
import type { BackendModel } from '../backend/BackendModel';
import type { EngineModel } from '../engine/EngineModel';
import { openView } from '../panels/ViewEditor';
import { registerCommand } from './run';

/** Commands about the local engine. */
export function registerEngineCommands(
  backend: BackendModel,
  engine: EngineModel
): vscode.Disposable[] {
  return [
    registerCommand('pilothouse.engine.start', () => backend.startEngine()),
    registerCommand('pilothouse.engine.stop', () => engine.stop()),
    registerCommand('pilothouse.engine.storage', () => openView({ view: 'storage', args: {} })),
    registerCommand('pilothouse.engine.install', () => backend.installEngine())
  ];
}
