import { backendLabel } from '@pilothouse/core/environment/backend';
import * as vscode from 'vscode';
import type { BackendModel } from '../backend/BackendModel';
import type { EngineModel } from '../engine/EngineModel';
import type { RunningCount } from './RunningCount';

/** Shows backend, Region and running jobs; a click chooses the backend. */
export class BackendStatus implements vscode.Disposable {
  private readonly item: vscode.StatusBarItem;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly backend: BackendModel,
    private readonly engine: EngineModel,
    private readonly running: RunningCount
  ) {
    this.item = vscode.window.createStatusBarItem(
      'pilothouse.backend',
      vscode.StatusBarAlignment.Left,
      20
    );
    this.item.name = vscode.l10n.t('Pilothouse backend');
    this.item.command = 'pilothouse.backend.choose';
    this.subscriptions = [
      backend.onDidChange(() => this.draw()),
      running.onDidChange(() => this.draw())
    ];
    this.draw();
    this.item.show();
  }

  dispose(): void {
    this.subscriptions.forEach(subscription => subscription.dispose());
    this.item.dispose();
  }

  private draw(): void {
    const choice = this.backend.choice();
    const running = this.running.count;
    const label = backendLabel(choice);
    const parts = [label];
    const engine = choice.kind === 'local' ? this.engine.state.status : undefined;
    if (engine === 'starting') {
      parts.push(vscode.l10n.t('starting'));
    } else if (engine === 'silent') {
      parts.push(vscode.l10n.t('not answering'));
    }
    if (running > 0 && engine !== 'silent') {
      parts.push(
        running === 1 ? vscode.l10n.t('1 job running') : vscode.l10n.t('{0} jobs running', running)
      );
    }
    const text = parts.join(' \u00b7 ');
    const still = choice.kind === 'aws' ? '$(cloud)' : '$(vm)';
    const icon = engine === 'silent' ? '$(warning)' : running > 0 ? '$(loading~spin)' : still;
    this.item.text = `${icon} ${text}`;
    this.item.tooltip = vscode.l10n.t('Pilothouse: {0}. Select to choose the backend.', text);
    this.item.accessibilityInformation = { label: vscode.l10n.t('Pilothouse: {0}', text) };
  }
}
