/** What records are called, and which ones were not explained. */
import type { TabularExplanation } from './model';

/** Number of a record in the request, data set or larger explanation, from 1. */
export function recordNumber(e: TabularExplanation, record: number): number {
  const indices = e.partOf?.indices ?? e.recordIndices;
  return (indices?.[record] ?? record) + 1;
}

/** What a record is called: its number, and its identifier if it has one. */
export function recordName(e: TabularExplanation, record: number): string {
  const id = e.recordIds?.[record];
  return `Record ${recordNumber(e, record)}${id === undefined ? '' : ` (${id})`}`;
}

/** The record of a number; -1 if there is none. */
export function recordOfNumber(e: TabularExplanation, number: number): number {
  const indices = e.partOf?.indices ?? e.recordIndices;
  if (indices) {
    return indices.indexOf(number - 1);
  }
  return Number.isInteger(number) && number >= 1 && number <= e.records ? number - 1 : -1;
}

/** Greatest number a record has. */
export function lastNumber(e: TabularExplanation): number {
  if (e.partOf) {
    return e.partOf.records;
  }
  const last = e.recordIndices ? (e.recordIndices[e.records - 1] ?? -1) + 1 : e.records;
  return Math.max(last, e.requestRecords ?? 0);
}

/** Numbers of the records of a request that have no explanation, from 1; none in a part of an
 * explanation, whose gaps mean something else. */
export function unexplained(e: TabularExplanation): number[] {
  if (e.partOf || !e.recordIndices) {
    return [];
  }
  const missing: number[] = [];
  let next = 0;
  for (const index of e.recordIndices) {
    for (; next < index; next += 1) {
      missing.push(next + 1);
    }
    next = index + 1;
  }
  for (; next < (e.requestRecords ?? 0); next += 1) {
    missing.push(next + 1);
  }
  return missing;
}
