/** Features whose name holds all words of a search; `undefined` for an empty one. */
export function findFeatures(features: readonly string[], search: string): number[] | undefined {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    return undefined;
  }
  const lower = lowerCase(features);
  const found: number[] = [];
  for (let index = 0; index < lower.length; index += 1) {
    if (words.every(word => (lower[index] as string).includes(word))) {
      found.push(index);
    }
  }
  return found;
}

const known = new WeakMap<readonly string[], string[]>();

/** Kept: with every letter typed thousands of names are searched. */
function lowerCase(features: readonly string[]): string[] {
  const lower = known.get(features) ?? features.map(name => name.toLowerCase());
  known.set(features, lower);
  return lower;
}
