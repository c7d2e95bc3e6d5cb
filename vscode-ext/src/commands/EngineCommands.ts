import type * as vscode from 'vscode';
import type { BackendModel } from '../backend/BackendModel';
import type { EngineModel } from '../engine/EngineModel';
import { registerCommand } from './run';

/** Commands about the local engine. */
export function registerEngineCommands(
  backend: BackendModel,
  engine: EngineModel
): vscode.Disposable[] {
  return [
    registerCommand('pilothouse.engine.start', () => backend.startEngine()),
    registerCommand('pilothouse.engine.stop', () => engine.stop()),
    registerCommand('pilothouse.engine.install', () => backend.installEngine())
  ];
}
