import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkNotebook, notebookName } from './artifacts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('notebooks of a job', () => {
  test('have a name of their own in the workspace', () => {
    const uri = 's3://b/x/SageMakerAutopilotDataExplorationNotebook.ipynb';
    expect(notebookName('churn-1', uri)).toBe('churn-1-DataExplorationNotebook.ipynb');
    expect(
      notebookName('churn-1', 's3://b/SageMaker AIAutopilotDataExplorationNotebook.ipynb')
    ).toBe('churn-1-DataExplorationNotebook.ipynb');
    expect(notebookName('j', 's3://b/p/')).toBe('j-p.ipynb');
  });

  test('of any answer lie in no other folder and are not hidden', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (job, uri) => {
        expect(notebookName(job, uri)).toMatch(/^\w[\w.-]*\.ipynb$/);
      })
    );
  });

  test('are JSON with cells', () => {
    expect(() => checkNotebook(bytes('{"cells": [], "nbformat": 4}'), 'u')).not.toThrow();
    expect(() => checkNotebook(bytes('{"worksheets": []}'), 'u')).not.toThrow();
    for (const text of ['', '<Error/>', '[]', '{"cells": 1}', '"\ufffd']) {
      expect(() => checkNotebook(bytes(text), 's3://b/k')).toThrow('s3://b/k is no notebook');
    }
    expect(() => checkNotebook(new Uint8Array([0xff, 0xfe]), 'u')).toThrow();
  });
});
