import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REGIONS, regionProblem } from './regions';

describe('regionProblem', () => {
  it('accepts every Region of the list, and one that is not on it', () => {
    expect(REGIONS.map(regionProblem).filter(Boolean)).toEqual([]);
    expect(regionProblem('mx-central-1')).toBeUndefined();
    expect(regionProblem('us-iso-east-1')).toBeUndefined();
  });

  it('says what to enter', () => {
    expect(regionProblem('')).toContain('eu-west-1');
    expect(regionProblem('EU-WEST-1')).toContain('lower case: eu-west-1');
    expect(regionProblem('Ireland')).toContain('lower case');
    expect(regionProblem('ireland')).toContain('is not a Region name');
  });

  it('lets nothing through that could change a host name', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        if (/[^a-z0-9-]/.test(text)) {
          expect(regionProblem(text)).toBeDefined();
        }
      })
    );
    expect(regionProblem('eu-west-1\n')).toBeDefined();
    expect(regionProblem('eu-west-1.evil.example')).toBeDefined();
  });
});
