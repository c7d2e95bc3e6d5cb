/** Which of the explained pictures to show, and which files belong to them. */
import { baseName } from '../../aws/source';
import type { ImageItem } from '../model';

export interface ImageFilter {
  /** Part of the name, in any case. */
  text: string;
  /** Predicted label; `''`: any. */
  label: string;
  /** Least and greatest probability, 0 to 1. Unknown ones pass only the full range. */
  from: number;
  to: number;
  /** Only where prediction and true class are known and agree, or do not. */
  outcome: 'any' | 'right' | 'wrong';
}

export const EVERYTHING: ImageFilter = { text: '', label: '', from: 0, to: 1, outcome: 'any' };

export type ImageOrder = 'file' | 'least-sure' | 'most-sure' | 'name';

/** Indices of the items that pass, in order; unknown probabilities come last. */
export function chooseImages(
  items: readonly ImageItem[],
  filter: ImageFilter,
  order: ImageOrder
): number[] {
  const wanted = filter.text.trim().toLowerCase();
  const whole = filter.from <= 0 && filter.to >= 1;
  const chosen: number[] = [];
  items.forEach((item, index) => {
    const { probability, predictedLabel, actual } = item;
    const passes =
      (wanted === '' || item.name.toLowerCase().includes(wanted)) &&
      (filter.label === '' || predictedLabel === filter.label) &&
      (whole ||
        (probability !== undefined && probability >= filter.from && probability <= filter.to)) &&
      (filter.outcome === 'any' ||
        (actual !== undefined &&
          predictedLabel !== undefined &&
          (actual === predictedLabel) === (filter.outcome === 'right')));
    if (passes) {
      chosen.push(index);
    }
  });
  const sure = (index: number): number | undefined => (items[index] as ImageItem).probability;
  switch (order) {
    case 'file':
      return chosen;
    case 'name':
      return chosen.sort((a, b) =>
        (items[a] as ImageItem).name.localeCompare((items[b] as ImageItem).name, undefined, {
          numeric: true
        })
      );
    case 'least-sure':
      return chosen.sort((a, b) => (sure(a) ?? Infinity) - (sure(b) ?? Infinity));
    case 'most-sure':
      return chosen.sort((a, b) => (sure(b) ?? -Infinity) - (sure(a) ?? -Infinity));
  }
}

/** Predicted labels with the number of their pictures, most first. */
export function labelCounts(items: readonly ImageItem[]): { label: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { predictedLabel } of items) {
    if (predictedLabel !== undefined) {
      counts.set(predictedLabel, (counts.get(predictedLabel) ?? 0) + 1);
    }
  }
  return [...counts]
    .map(([label, count]) => ({ label, count }))
    .sort((a, b) => b.count - a.count || a.label.localeCompare(b.label));
}

/** Name of a file without folders and ending. */
const stem = (path: string): string =>
  (path.split('/').pop() ?? path).replace(/\.[^.]*$/, '').replace(/[-_.]?activations?$/i, '');

/**
 * Files with last-layer activations that lie beside the report: those it names, or `cat.npy` and
 * `cat_activations.npy` for `cat.jpg`.
 *
 * @returns path by index of the item.
 */
export function activationFiles(
  items: readonly ImageItem[],
  paths: readonly string[]
): Map<number, string> {
  const byStem = new Map<string, string>();
  const byName = new Map<string, string>();
  for (const path of paths) {
    if (/\.npy$/i.test(path)) {
      byStem.set(stem(path), path);
      byName.set(baseName(path), path);
    }
  }
  const found = new Map<number, string>();
  if (byStem.size > 0) {
    items.forEach((item, index) => {
      const path =
        item.activations === undefined
          ? byStem.get(stem(item.input ?? item.name))
          : byName.get(baseName(item.activations));
      if (path !== undefined) {
        found.set(index, path);
      }
    });
  }
  return found;
}
