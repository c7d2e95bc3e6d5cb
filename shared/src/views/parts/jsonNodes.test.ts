import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { childrenOf, GROUP, rootNode, valueLine, visibleNodes, type JsonNode } from './jsonNodes';

/** All nodes of a value, every branch opened. */
function all(value: unknown): JsonNode[] {
  const open = new Set<string>();
  const walk = (node: JsonNode): void => {
    open.add(node.id);
    childrenOf(node).forEach(walk);
  };
  walk(rootNode(value));
  return visibleNodes(rootNode(value), open);
}

const leaves = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce<number>((sum, each) => sum + leaves(each), 0)
    : 1;

describe('lines of a JSON tree', () => {
  it('hold every leaf once, with ids of their own', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), value => {
        const nodes = all(value);
        expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
        expect(nodes.filter(({ kind }) => kind === 'leaf')).toHaveLength(leaves(value));
        for (const node of nodes) {
          expect(valueLine(node).length).toBeLessThanOrEqual(201);
        }
      })
    );
  });

  it('tell keys with slashes apart', () => {
    const ids = all({ 'a/b': { c: 1 }, a: { 'b/c': 2 }, 'a~1b': 3 }).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('group long arrays so that no branch has more than a screen of members', () => {
    const root = rootNode(Array.from({ length: 1_000_000 }, (_, i) => i));
    const groups = childrenOf(root);
    expect(groups).toHaveLength(GROUP);
    expect(groups[1]?.name).toBe('10000 … 19999');
    const inner = childrenOf(groups[1] as JsonNode);
    expect(inner).toHaveLength(GROUP);
    expect(childrenOf(inner[2] as JsonNode).map(({ path }) => path)[5]).toBe('[10205]');
    expect(childrenOf(rootNode([1, 2])).map(({ name }) => name)).toEqual(['0', '1']);
  });

  it('write paths as programs do', () => {
    const paths = all({ a: [{ 'x y': 1 }], '0b': 2 }).map(({ path }) => path);
    expect(paths).toEqual(['a', 'a[0]', 'a[0]["x y"]', '["0b"]']);
  });
});
