/** Search in lists of names. */

const known = new WeakMap<readonly string[], string[]>();

/** Kept: with every letter typed thousands of names are searched. */
function lowerCase(names: readonly string[]): string[] {
  const lower = known.get(names) ?? names.map(name => name.toLowerCase());
  known.set(names, lower);
  return lower;
}

/**
 * Indices of the names that hold all words of a search, in any case and order; `undefined` for an
 * empty search.
 */
export function findNames(names: readonly string[], search: string): number[] | undefined {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    return undefined;
  }
  return lowerCase(names).flatMap((name, index) =>
    words.every(word => name.includes(word)) ? [index] : []
  );
}
