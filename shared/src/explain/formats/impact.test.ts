import { describe, expect, it } from 'vitest';
import { memoryFolder } from '../folders';
import { readFolder } from '../read';

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

describe('impact scores (F15)', () => {
  it.each([
    ['rows', line({ item_id: 'x', timestamp: 't1', feature: 'price', impact_score: 0.5 })],
    ['nested', line({ item_id: 'x', timestamp: 't1', impact_scores: { price: 0.5 } })],
    ['columns', line({ item_id: 'x', timestamp: 't1', price: 0.5 })],
    ['table', 'item_id,timestamp,feature,impact_score\nx,t1,price,0.5\n']
  ])('are read from %s', async (_, text) => {
    const { explanations } = await readFolder(memoryFolder('in', { 'impact.txt': text }));
    const e = explanations[0];
    expect(e).toMatchObject({
      relative: true,
      features: ['price'],
      items: [{ id: 'x', horizon: 1, entries: [{ feature: 0, timestamp: 't1' }] }],
      meta: { format: 'F15' }
    });
    expect([...(e?.values ?? [])]).toEqual([0.5]);
    expect(e?.meta.warnings.join()).toContain('layout of impact scores is not published');
  });
});
