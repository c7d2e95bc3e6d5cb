import fc from 'fast-check';
import { expect, test } from 'vitest';
import { difference, isObject, patchPaths, patched, withoutRemovals } from './patch';
import type { Json } from './patch';

// Requests hold no null, and a list's items are told apart by their places.
const json = fc.letrec<{ value: Json }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', '0', '__proto__'), tie('value'))
  )
})).value;

test('a patch of two values makes the second of the first', () => {
  fc.assert(
    fc.property(json, json, (before, after) => {
      fc.pre(!listBecomesObject(before, after));
      const patch = difference(before, after);
      const made = patch === undefined ? before : patched(before, patch);
      expect(JSON.stringify(sorted(made))).toBe(JSON.stringify(sorted(after)));
    })
  );
});

test('names what it changes', () => {
  const patch = difference({ a: { b: 1 }, c: [{ d: 1 }] }, { a: { b: 1, x: 2 }, c: [{ d: 2 }] });
  expect(patchPaths(patch as Json)).toEqual(['a.x', 'c.0.d']);
});

test('leaves removals out on demand', () => {
  expect(withoutRemovals({ a: null, b: { c: null }, d: { e: 1, f: null } })).toEqual({
    d: { e: 1 }
  });
});

/** No field of a request does that, and a patch cannot say it. */
function listBecomesObject(before: Json | undefined, after: Json): boolean {
  if (Array.isArray(before)) {
    return Array.isArray(after)
      ? after.some((item, place) => listBecomesObject(before[place], item))
      : typeof after === 'object';
  }
  return (
    isObject(before) &&
    isObject(after) &&
    Object.entries(after).some(
      ([key, item]) => Object.hasOwn(before, key) && listBecomesObject(before[key], item)
    )
  );
}

/** The same value with its keys in order. */
function sorted(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value).map(([key, item]): [string, Json] => [key, sorted(item)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
