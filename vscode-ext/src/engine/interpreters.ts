/** Which Python may run the engine, best first. */

export interface Interpreter {
  /** Program name or absolute path. */
  command: string;
  source: 'setting' | 'environment' | 'path';
}

export interface InterpreterSources {
  /** `pilothouse.pythonPath`; empty if not set. */
  setting: string;
  /** Path of the environment that the Python extension has chosen, if it is there. */
  activeEnvironment(): Promise<string | undefined>;
  platform: NodeJS.Platform;
}

/**
 * The interpreters to try, in order. A set path is the only one: silently using another would
 * hide that the setting is wrong.
 */
export async function interpreters(sources: InterpreterSources): Promise<Interpreter[]> {
  const setting = sources.setting.trim();
  if (setting) {
    return [{ command: setting, source: 'setting' }];
  }
  const found: Interpreter[] = [];
  const environment = await sources.activeEnvironment().catch(() => undefined);
  if (environment) {
    found.push({ command: environment, source: 'environment' });
  }
  const names = sources.platform === 'win32' ? ['python', 'py'] : ['python3', 'python'];
  for (const command of names) {
    found.push({ command, source: 'path' });
  }
  return found;
}
