import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataDir, parseEngineInfo } from './engineFile';
import { interpreters } from './interpreters';

describe('dataDir', () => {
  it('follows the rule that all clients share', () => {
    expect(dataDir({ PILOTHOUSE_DATA_DIR: '/d' }, 'linux', '/h')).toBe('/d');
    expect(dataDir({ XDG_DATA_HOME: '/x' }, 'linux', '/h')).toBe('/x/pilothouse');
    expect(dataDir({}, 'linux', '/h')).toBe('/h/.local/share/pilothouse');
    expect(dataDir({}, 'darwin', '/h')).toBe('/h/Library/Application Support/pilothouse');
    expect(dataDir({ LOCALAPPDATA: '/l' }, 'win32', '/h')).toBe('/l/pilothouse');
  });
});

describe('parseEngineInfo', () => {
  const known = {
    endpointUrl: 'http://127.0.0.1:4711',
    region: 'local',
    roleArn: 'arn:aws:iam::000000000000:role/PilothouseLocal',
    defaultBucket: 'sagemaker-local-000000000000',
    credentialsFile: '/d/credentials',
    version: '0.1.0'
  };

  it('reads what the engine writes', () => {
    expect(parseEngineInfo(JSON.stringify({ ...known, pid: 1 }))).toEqual(known);
  });

  it('takes no address off this machine', () => {
    for (const endpointUrl of [
      'https://127.0.0.1',
      'http://10.0.0.1',
      'http://127.0.0.1.evil.org',
      'x'
    ]) {
      expect(parseEngineInfo(JSON.stringify({ ...known, endpointUrl }))).toBeUndefined();
    }
  });

  it('never throws, and gives all or nothing', () => {
    const value = fc.oneof(fc.anything(), fc.constantFrom(...Object.values(known)));
    const file = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record(Object.fromEntries(Object.keys(known).map(key => [key, value])), {
          requiredKeys: []
        })
        .map(record => {
          try {
            return JSON.stringify(record);
          } catch {
            return '';
          }
        })
    );
    fc.assert(
      fc.property(file, text => {
        const info = parseEngineInfo(text ?? '');
        if (info) {
          expect(Object.keys(info).sort()).toEqual(Object.keys(known).sort());
          expect(Object.values(info).every(member => typeof member === 'string')).toBe(true);
        }
      })
    );
  });
});

describe('interpreters', () => {
  const sources = { setting: '', platform: 'linux' as const };
  const environment = (): Promise<string> => Promise.resolve('/env/bin/python');

  it('are the setting alone if it is set', async () => {
    const found = await interpreters({
      ...sources,
      setting: ' /my/python ',
      activeEnvironment: environment
    });
    expect(found).toEqual([{ command: '/my/python', source: 'setting' }]);
  });

  it('are the active environment, then those of the search path', async () => {
    const found = await interpreters({ ...sources, activeEnvironment: environment });
    expect(found.map(({ command }) => command)).toEqual(['/env/bin/python', 'python3', 'python']);
  });

  it('do without an environment that cannot be asked', async () => {
    const activeEnvironment = (): Promise<never> => Promise.reject(new Error('broken'));
    const found = await interpreters({ ...sources, activeEnvironment });
    expect(found.map(({ command }) => command)).toEqual(['python3', 'python']);
  });
});
