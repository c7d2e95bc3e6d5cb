/** The labels that a header `<feature>_<label>` tells without other files. */

/** More labels than this are not guessed. */
const MAX_LABELS = 1000;

/**
 * The suffix of all columns, or of each of several blocks of features; the last or the first
 * column may be a join key. Empty if the header tells none.
 */
export function inferLabels(header: readonly string[]): string[] {
  const withoutKey = [header.slice(0, -1), header.slice(1)];
  const tried =
    header.length > 2
      ? [header, ...withoutKey]
      : // Of two columns, one is a join key only if it can be no contribution.
        [header, ...withoutKey.filter(([name]) => name?.includes('_') && !every(header, '_'))];
  for (const columns of tried) {
    const shared = commonLabel(columns);
    if (shared !== undefined) {
      return [shared];
    }
    for (let blocks = 2; blocks <= Math.min(columns.length, MAX_LABELS); blocks += 1) {
      const labels = columns.length % blocks === 0 ? blockLabels(columns, blocks) : undefined;
      if (labels) {
        return labels;
      }
    }
  }
  return tried.map(runLabels).find(labels => labels.length > 0) ?? [];
}

function every(names: readonly string[], part: string): boolean {
  return names.every(name => name.includes(part));
}

/** Labels of blocks that have the same features in the same order. */
function blockLabels(columns: readonly string[], blocks: number): string[] | undefined {
  const width = columns.length / blocks;
  const labels: string[] = [];
  let first: string | undefined;
  for (let block = 0; block < blocks; block += 1) {
    const names = columns.slice(block * width, (block + 1) * width);
    const label = commonLabel(names);
    if (label === undefined || labels.includes(label)) {
      return undefined;
    }
    const features = names.map(name => name.slice(0, -label.length - 1)).join('\u0000');
    first ??= features;
    if (features !== first) {
      return undefined;
    }
    labels.push(label);
  }
  return labels;
}

/** Labels of runs of columns with the same last word: they may have different features. */
function runLabels(columns: readonly string[]): string[] {
  const runs: string[][] = [];
  let last: string | undefined;
  for (const name of columns) {
    const word = name.indexOf('_', 1) > 0 ? name.slice(name.lastIndexOf('_')) : undefined;
    if (word === undefined) {
      return [];
    }
    if (word === last) {
      runs.at(-1)?.push(name);
    } else {
      runs.push([name]);
    }
    last = word;
  }
  const labels = runs.flatMap(run => (run.length > 1 ? [commonLabel(run) ?? ''] : []));
  return labels.length === runs.length && new Set(labels).size === runs.length ? labels : [];
}

/** The suffix behind an underscore that all headers share; `undefined` if there is none. */
export function commonLabel(header: readonly string[]): string | undefined {
  const first = header[0] ?? '';
  // From the longest to the shortest suffix that leaves a name before it.
  for (let at = first.indexOf('_', 1); at > 0; at = first.indexOf('_', at + 1)) {
    const suffix = first.slice(at);
    if (header.length === 1 && first.indexOf('_', at + 1) > 0) {
      continue;
    }
    if (header.every(name => name.length > suffix.length && name.endsWith(suffix))) {
      return suffix.slice(1);
    }
  }
  return undefined;
}
