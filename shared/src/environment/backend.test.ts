import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ErrorAction } from '../aws/errors';
import { actionLabel, backendLabel, describeProblem, jobCost, runningCost } from './backend';

const error = (code: string, message = ''): Parameters<typeof describeProblem>[0] => ({
  code,
  message,
  retryable: false
});

describe('the backend in words', () => {
  it('labels each choice', () => {
    expect(backendLabel({ kind: 'local' })).toBe('Local engine');
    expect(backendLabel({ kind: 'aws', region: 'eu-west-1' })).toBe('AWS eu-west-1');
    expect(backendLabel({ kind: 'aws', region: 'eu-west-1', profile: 'analyst' })).toBe(
      'AWS eu-west-1 · analyst'
    );
    expect(backendLabel({ kind: 'aws' })).toBe('AWS, no region');
  });

  it('says what things cost', () => {
    expect(runningCost('free')).toContain('Free');
    expect(runningCost('billed')).toContain('Billed');
    expect(jobCost('billed')).toContain('Billed');
  });
});

describe('describeProblem', () => {
  it('names the role that lacks a right, and never its account', () => {
    const said = (arn: string): string =>
      describeProblem({
        code: 'AccessDeniedException',
        message: `User: ${arn} is not authorized to perform: logs:GetLogEvents`,
        missingAction: 'logs:GetLogEvents',
        retryable: false
      }).text;
    expect(said('arn:aws:sts::111122223333:assumed-role/Team-Analysts/me@x')).toBe(
      'The permission logs:GetLogEvents is missing. Ask an administrator to add it to your role ' +
        'Team-Analysts, or choose another profile.'
    );
    expect(said('arn:aws:iam::111122223333:user/ann')).toContain('your user ann,');
    expect(said('<script>')).toContain('add it to your role, or');
  });

  it.each(['PermanentRedirect', 'AuthorizationHeaderMalformed'])('%s: the Region', code => {
    expect(describeProblem(error(code, 'Use eu-west-3.'))).toMatchObject({
      text: expect.stringContaining('The bucket is in another Region') as string,
      action: 'choose-region'
    });
  });

  it.each<[string, string, ErrorAction]>([
    ['NoCredentials', 'aws configure', 'choose-backend'],
    ['ExpiredCredentials', 'aws sso login', 'retry'],
    ['NoRegion', 'Choose the Region', 'choose-region'],
    ['EngineMissing', 'pilothouse-engine', 'install-engine'],
    ['EngineUnavailable', 'Start it again', 'start-engine'],
    ['EngineNotResponding', 'Restart it', 'restart-engine'],
    ['PythonMissing', 'Python 3.10', 'choose-backend'],
    ['Timeout', 'try again', 'retry']
  ])('%s has words and a next step', (code, words, action) => {
    const problem = describeProblem(error(code));
    expect(problem.text).toContain(words);
    expect(problem.action).toBe(action);
    expect(actionLabel(action)).toMatch(/^[A-Z]/);
  });

  it('keeps what the service said, as a sentence', () => {
    expect(describeProblem(error('ValidationException', 'Bucket b is missing')).text).toBe(
      'Bucket b is missing.'
    );
    expect(describeProblem(error('EngineMissing', 'No engine in /venv.')).text).toBe(
      'No engine in /venv.'
    );
  });

  it('replaces what an SDK says about credentials', () => {
    const text = describeProblem(error('NoCredentials', 'Unable to locate credentials')).text;
    expect(text).not.toContain('Unable to locate');
  });

  it('names a missing permission and prefers the action of the error', () => {
    const denied = {
      ...error('AccessDeniedException', 'User: arn:…'),
      missingAction: 's3:GetObject'
    };
    expect(describeProblem(denied).text).toContain('s3:GetObject');
    expect(describeProblem({ ...denied, action: 'sign-in' }).action).toBe('sign-in');
  });

  it('offers to repeat only what may succeed', () => {
    expect(describeProblem({ ...error('Throttling', 'Slow down'), retryable: true }).action).toBe(
      'retry'
    );
    expect(describeProblem(error('ValidationException', 'No')).action).toBeUndefined();
  });

  it('has bounded text for anything', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ maxLength: 5000 }), (code, message) => {
        const { text } = describeProblem(error(code, message));
        expect(text.length).toBeGreaterThan(0);
        expect(text.length).toBeLessThan(700);
      })
    );
  });
});
