import * as vscode from 'vscode';

const icons: Record<string, [icon: string, color?: string]> = {
  Completed: ['pass', 'testing.iconPassed'],
  InService: ['pass', 'testing.iconPassed'],
  InProgress: ['loading~spin', 'charts.blue'],
  Creating: ['loading~spin', 'charts.blue'],
  Updating: ['loading~spin', 'charts.blue'],
  SystemUpdating: ['loading~spin', 'charts.blue'],
  RollingBack: ['loading~spin', 'charts.yellow'],
  Stopping: ['loading~spin', 'disabledForeground'],
  Deleting: ['loading~spin', 'disabledForeground'],
  Stopped: ['circle-slash', 'disabledForeground'],
  OutOfService: ['circle-slash', 'disabledForeground'],
  Failed: ['error', 'testing.iconFailed'],
  UpdateRollbackFailed: ['error', 'testing.iconFailed']
};

/** Icon of a status, in the theme's colours. The status stands beside it in words as well. */
export function statusIcon(status: string): vscode.ThemeIcon {
  const [icon, color] = (Object.hasOwn(icons, status) ? icons[status] : undefined) ?? ['question'];
  return new vscode.ThemeIcon(icon, color ? new vscode.ThemeColor(color) : undefined);
}
