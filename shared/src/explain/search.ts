/** Search in lists of names. */

/**
 * Indices of the names that hold all words of a search, in any case and order; `undefined` for an
 * empty search.
 */
export function findNames(names: readonly string[], search: string): number[] | undefined {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    return undefined;
  }
  return names.flatMap((name, index) => {
    const lower = name.toLowerCase();
    return words.every(word => lower.includes(word)) ? [index] : [];
  });
}
