/** `inspect` of files in memory, for tests. */
import { memoryFolder } from '../folders';
import { inspectFolder, type InspectEntry, type Inspection } from '../inspect';

export type Files = Record<string, string | Uint8Array>;

/** What is found in files below a folder called `in`. */
export function inspectFiles(files: Files): Promise<Inspection> {
  return inspectFolder(memoryFolder('in', files));
}

/** The only explanation in a file of its own; a value that is no text is written as JSON. */
export async function inspectOne(name: string, content: unknown): Promise<InspectEntry> {
  const isFile = typeof content === 'string' || content instanceof Uint8Array;
  const file = isFile ? content : JSON.stringify(content);
  const { entries, problems } = await inspectFolder(memoryFolder(name, { [name]: file }));
  if (entries.length !== 1) {
    throw new Error(`${entries.length} explanations in ${name}. ${problems.join(' ')}`);
  }
  return entries[0] as InspectEntry;
}

/** Values as JSON lines. */
export function jsonLines(...values: unknown[]): string {
  return values.map(value => `${JSON.stringify(value)}\n`).join('');
}
