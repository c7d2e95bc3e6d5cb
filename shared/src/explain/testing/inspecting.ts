/** `inspect` of files in memory, for tests. Viewers get the same files: theirs is checked, too. */
import { expect } from 'vitest';
import type { ExplanationFolder } from '../folder';
import { memoryFolder } from '../folders';
import { inspectFolder, type InspectEntry, type Inspection } from '../inspect';
import type { Explanation } from '../model';
import { namedChecks } from '../namedChecks';
import { readFolder } from '../read';

export type Files = Record<string, string | Uint8Array>;

/** What is found in files below a folder called `in`. */
export function inspectFiles(files: Files): Promise<Inspection> {
  return inspect(memoryFolder('in', files));
}

/** The only explanation in a file of its own; a value that is no text is written as JSON. */
export async function inspectOne(name: string, content: unknown): Promise<InspectEntry> {
  const isFile = typeof content === 'string' || content instanceof Uint8Array;
  const file = isFile ? content : JSON.stringify(content);
  const { entries, problems } = await inspect(memoryFolder(name, { [name]: file }));
  if (entries.length !== 1) {
    throw new Error(`${entries.length} explanations in ${name}. ${problems.join(' ')}`);
  }
  return entries[0] as InspectEntry;
}

/** Values as JSON lines. */
export function jsonLines(...values: unknown[]): string {
  return values.map(value => `${JSON.stringify(value)}\n`).join('');
}

async function inspect(folder: ExplanationFolder): Promise<Inspection> {
  const shown = await readFolder(folder);
  shown.explanations.forEach(isSound);
  const apart = await readFolder(folder, { joined: false });
  apart.explanations.forEach(isSound);
  const inspection = await inspectFolder(folder);
  const known = shown.explanations.some(({ kind }) => kind !== 'raw');
  expect(known).toBe(inspection.entries.length > 0);
  // What is printed is JSON that says the same.
  expect(JSON.parse(JSON.stringify(inspection))).toEqual(inspection);
  return inspection;
}

/** Everything lies where the model says. */
function isSound(e: Explanation): void {
  const labels = e.labels.length;
  expect(e.base).toHaveLength(labels);
  namedChecks(e).forEach(({ detail }) => expect(detail).not.toMatch(/undefined|NaN/));
  const inside = (first: number, count: number): void => {
    expect(first).toBeGreaterThanOrEqual(0);
    expect(first + count).toBeLessThanOrEqual(e.values.length);
  };
  switch (e.kind) {
    case 'tabular': {
      const width = e.features.length;
      expect(e.values).toHaveLength(labels * e.records * width);
      expect(e.global?.length ?? labels * width).toBe(labels * width);
      expect(e.predictions?.length ?? labels * e.records).toBe(labels * e.records);
      expect(e.recordIds?.length ?? e.records).toBe(e.records);
      expect(e.recordIndices?.length ?? e.records).toBe(e.records);
      expect(e.baseline?.length ?? width).toBe(width);
      break;
    }
    case 'text':
      expect(e.items).toHaveLength(e.records);
      for (const { parts, others } of e.items) {
        others.forEach(({ first }) => inside(first, labels));
        for (const { first, text, units } of parts) {
          inside(first, labels * units.length);
          units.forEach(({ end }) => expect(end).toBeLessThanOrEqual(text.length));
          const placed = units.filter(({ start, end }) => end > start);
          placed.forEach(unit => expect(text.slice(unit.start, unit.end)).toBe(unit.text));
        }
      }
      break;
    case 'series':
      expect(e.items).toHaveLength(e.records);
      e.items.forEach(({ first, entries, horizon }) => inside(first, entries.length * horizon));
      break;
    case 'pdp':
      e.curves.forEach(({ first, grid, labels: own }) => inside(first, own.length * grid.length));
      break;
    case 'image':
      expect(e.items).toHaveLength(e.records);
      break;
    case 'baseline':
      expect(e.data).toHaveLength(e.features.length);
      e.data.forEach(column => expect(column).toHaveLength(e.records));
      break;
    default:
  }
}
