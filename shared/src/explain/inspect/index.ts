/** `pilothouse inspect`: what explanation files hold, for scripts and for people. */
import type { ExplanationFolder } from '../folder';
import { readFolder } from '../read';
import { inspectEntry, type InspectEntry } from './entry';

export { AwsError } from '../../aws/errors';
export { s3Folder } from '../folders';
export { inspectTable } from './table';
export type { InspectEntry } from './entry';

export interface Inspection {
  /** One per section of a file; sections in no known format are warnings of the others. */
  entries: InspectEntry[];
  /** What belongs to no entry. */
  problems: string[];
}

/** @throws AwsError if the folder cannot be listed */
export async function inspectFolder(folder: ExplanationFolder): Promise<Inspection> {
  const { explanations, problems } = await readFolder(folder, { joined: false });
  const known = explanations.filter(({ meta }) => meta.format !== 'raw');
  const unknown = explanations.filter(({ meta }) => meta.format === 'raw');
  return {
    entries: known.map(inspectEntry),
    problems: [
      ...problems,
      ...(known.length === 0 ? unknown.flatMap(({ meta }) => meta.warnings) : [])
    ]
  };
}
