import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resourceCode } from './resource';

describe('code that goes on with a resource', () => {
  it('loads the magics and names the resource', () => {
    expect(resourceCode('jobs', 'churn-1')).toBe(
      '%load_ext pilothouse\n%pilot automl candidates churn-1\n'
    );
    expect(resourceCode('endpoints', 'churn-1')).toMatch(/\n%pilot invoke churn-1 --data rows\n$/);
    expect(resourceCode('transforms', 'churn-1')).toBeUndefined();
  });

  it('has one line of the name at most, and no name that IPython would read as more', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z-]*[;{}$!\n%]?[a-z]*$/)), name => {
        const code = resourceCode('jobs', name);
        expect(code === undefined || /^[%\w .\n-]+$/.test(code)).toBe(true);
        expect(code?.split('\n').length ?? 3).toBe(3);
      })
    );
  });
});
