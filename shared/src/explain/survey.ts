/** First look at the files of a folder: what each is, and the JSON documents among them. */
import { AwsError } from '../aws/errors';
import { locate, type ExplanationFolder, type FolderEntry, type ReadOptions } from './folder';
import { unpackedName } from './folders/place';
import { asUtf8, HEAD, kindOf, readText, type ContentKind, type Progress } from './content';
import type { FoundFile } from './formats/format';
import { parseJson } from './formats/json';
import { parseDocument, parsePartialJson } from './formats/partialJson';
import { isSample } from './collector';
import { isArchive, isPacked, Unpacker } from './packed';
import { isPart } from './parts';

/** JSON that is not in lines is read up to this many bytes; the rest is left out and said. */
export const MAX_DOCUMENT = 64 * 1024 * 1024;
/** All JSON documents of a folder together. */
const MAX_DOCUMENTS = 256 * 1024 * 1024;
/** Files of one directory and extension that are opened to see what they are; the others are
 * taken for what the last of these is, and found out when they are read. */
const LOOKED_AT = 200;
const CONCURRENT = 8;
/** Header and first row of a table are looked at up to this many bytes. */
const MAX_HEAD = 4 * 1024 * 1024;
/** Names of files with one record per line. */
const LINES = /\.(jsonl|jsonlines|ndjson)$/i;
/** Files named in a message about many. */
const NAMED = 5;

export interface JsonDocument {
  file: FoundFile;
  value: unknown;
  /** What is wrong with the file. */
  warnings: string[];
}

export interface Survey {
  documents: JsonDocument[];
  /** JSON lines. */
  lines: FoundFile[];
  /** Text that may be CSV, with its beginning. */
  tables: { file: FoundFile; head: string }[];
  pictures: FoundFile[];
  pages: { file: FoundFile; type: 'html' | 'pdf'; head: string }[];
  problems: string[];
  /** Packed files that were read, by source, with what is wrong with them ('': nothing). */
  packed: Map<string, string>;
}

interface Looked {
  file: FoundFile;
  kind: ContentKind;
  head: Uint8Array;
  /** Packed with gzip; the rest is about what is in it. */
  packed: boolean;
}

/** Look at every file. Files that cannot be read become problems. */
export async function survey(
  folder: ExplanationFolder,
  entries: readonly FolderEntry[],
  progress: Progress,
  { signal }: ReadOptions
): Promise<Survey> {
  const found: Survey = {
    documents: [],
    lines: [],
    tables: [],
    pictures: [],
    pages: [],
    problems: [],
    packed: new Map()
  };
  const unread: string[] = [];
  const empty: string[] = [];
  const binary: string[] = [];
  const packed: string[] = [];
  const archives: string[] = [];
  const paths = new Set(entries.map(({ path }) => path));
  const twice = (path: string): boolean =>
    unpackedName(path) !== path && paths.has(unpackedName(path));
  const once = entries.filter(({ path }) => !twice(path));
  const copies = entries.filter(({ path }) => twice(path));
  const looked = await lookAt(folder, once, unread, found.packed, signal);
  let documentBytes = 0;
  for (const { file, kind: content, head, packed: isGzip } of looked) {
    // Text under the name of a picture is a picture that is none.
    const text = content === 'table' || content === 'html' || content === 'json';
    const isNoPicture = text && /\.(jpe?g|png|gif|webp)$/i.test(file.path);
    // Views read pictures and pages from their own files.
    const isReadable = !isGzip || ['json', 'table', 'empty'].includes(content);
    const kind = isNoPicture || !isReadable ? 'binary' : content;
    switch (kind) {
      case 'json':
        documentBytes += file.size;
        if (documentBytes > MAX_DOCUMENTS && documentBytes > file.size) {
          found.problems.push(`${file.source}: left out, the folder holds too much JSON.`);
          break;
        }
        try {
          await readDocument(file, head, found, progress, signal);
        } catch (error) {
          rethrowCancelled(error);
          unread.push(`${file.source} (${AwsError.from(error).message})`);
        }
        break;
      case 'table':
        found.tables.push({ file, head: new TextDecoder().decode(head) });
        progress.total += file.size;
        break;
      case 'picture':
        found.pictures.push(file);
        break;
      case 'html':
      case 'pdf':
        found.pages.push({ file, type: kind, head: new TextDecoder('latin1').decode(head) });
        break;
      case 'empty':
        if (!/(^|\/)(_SUCCESS|\.[^/]*)$/.test(file.path)) {
          empty.push(file.source);
        }
        break;
      case 'array':
        // Activations; the view of pictures looks for them.
        break;
      case 'binary':
        if (isArchive(head) || /\.(zip|tar|tgz)$/i.test(file.path)) {
          archives.push(file.source);
          break;
        }
        if (isGzip || isPacked(head)) {
          packed.push(file.source);
          break;
        }
        binary.push(
          /\.(jpe?g|png)$/i.test(file.path) ? `${file.source} (named like a picture)` : file.source
        );
    }
  }
  found.problems.push(
    ...listed(unread, 'could not be read'),
    ...listed(empty, 'without content'),
    ...listed(packed, 'compressed and, unpacked, neither JSON nor a table; unpack first (gunzip)'),
    ...listed(archives, 'with files inside (an archive); unpack first (tar -xf, unzip)'),
    ...listed(
      copies.map(({ path }) => locate(folder, path)),
      'left out, since the same file is there unpacked'
    ),
    ...listed(binary, 'neither text nor pictures')
  );
  return found;
}

/** Files in a sentence: how many, and the first of them by name. */
export function listed(names: readonly string[], what: string): string[] {
  if (names.length === 0) {
    return [];
  }
  const rest = names.length - NAMED;
  const shown = names.slice(0, NAMED).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
  return [`${names.length} ${names.length === 1 ? 'file' : 'files'} ${what}: ${shown}.`];
}

export function rethrowCancelled(error: unknown): void {
  const name = (error as Error | undefined)?.name;
  if (name === 'AbortError' || AwsError.from(error).code === 'Cancelled') {
    throw error;
  }
}

async function lookAt(
  folder: ExplanationFolder,
  entries: readonly FolderEntry[],
  unread: string[],
  unpackedNotes: Map<string, string>,
  signal: AbortSignal | undefined
): Promise<Looked[]> {
  const unpacker = new Unpacker();
  const seen = new Map<string, { count: number; kind: ContentKind }>();
  const looked = new Array<Looked | undefined>(entries.length);
  const open: number[] = [];
  entries.forEach((entry, index) => {
    const key = groupOf(entry.path);
    const group = seen.get(key) ?? { count: 0, kind: 'binary' };
    group.count += 1;
    seen.set(key, group);
    // How large a packed file is shows when it is unpacked.
    if (group.count <= LOOKED_AT || unpackedName(entry.path) !== entry.path) {
      open.push(index);
    }
  });
  const next = open.values();
  const work = async (): Promise<void> => {
    for (const index of next) {
      const entry = entries[index] as FolderEntry;
      const source = locate(folder, entry.path);
      try {
        const packed = folder.open(entry.path);
        const begin = await packed.read(0, Math.min(HEAD, entry.size), signal);
        const unpacked = isPacked(begin)
          ? await unpacker.open(packed, entry.size, signal)
          : undefined;
        if (unpacked) {
          unpackedNotes.set(source, unpacked.problem ?? '');
        }
        const { bytes, size } = unpacked ?? { bytes: packed, size: entry.size };
        const path = unpacked ? unpackedName(entry.path) : entry.path;
        const head = unpacked ? await bytes.read(0, Math.min(HEAD, size), signal) : begin;
        const kind = kindOf(head);
        const file = { ...entry, path, size, source, bytes };
        const one = { file, kind, head, packed: unpacked !== undefined };
        looked[index] = one;
        if (kind === 'table' || kind === 'json') {
          file.bytes = await asUtf8(bytes, head, size, signal);
          if (file.bytes !== bytes) {
            file.size = (await file.bytes.stat()).size;
            one.head = await file.bytes.read(0, HEAD);
          }
          if (kind === 'table') {
            one.head = await longerHead(file, one.head, signal);
          }
        }
        if (kind !== 'empty') {
          (seen.get(groupOf(entry.path)) as { kind: ContentKind }).kind = kind;
        }
      } catch (error) {
        rethrowCancelled(error);
        unread.push(`${source} (${AwsError.from(error).message})`);
      }
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, work));
  const opened = new Set(open);
  return entries.flatMap((entry, index) => {
    const one = looked[index];
    if (one || opened.has(index)) {
      return one ? [one] : [];
    }
    const kind = entry.size === 0 ? 'empty' : (seen.get(groupOf(entry.path))?.kind ?? 'binary');
    const source = locate(folder, entry.path);
    const file = { ...entry, source, bytes: folder.open(entry.path) };
    return [{ file, kind, head: new Uint8Array(0), packed: false }];
  });
}

/** The first two lines of a table: thousands of columns are longer than the first look. */
async function longerHead(
  { bytes, size }: FoundFile,
  head: Uint8Array,
  signal: AbortSignal | undefined
): Promise<Uint8Array> {
  const second = head.indexOf(10, head.indexOf(10) + 1);
  return second > 0 || head.length >= Math.min(size, MAX_HEAD)
    ? head
    : bytes.read(0, Math.min(size, MAX_HEAD), signal);
}

/** Files that are likely parts of one thing: same directory, same extension. */
function groupOf(path: string): string {
  const slash = path.lastIndexOf('/');
  const dot = path.indexOf('.', slash + 1);
  return `${path.slice(0, slash + 1)}*${dot < 0 ? '' : path.slice(path.lastIndexOf('.'))}`;
}

/** A JSON file is one document, or lines of documents. */
async function readDocument(
  file: FoundFile,
  head: Uint8Array,
  found: Survey,
  progress: Progress,
  signal: AbortSignal | undefined
): Promise<void> {
  progress.total += file.size;
  if (isLines(new TextDecoder().decode(head))) {
    found.lines.push(file);
    return;
  }
  const { text, cut } = await readText(file.bytes, file.size, MAX_DOCUMENT, progress, signal);
  const isLine = !text.trim().includes('\n') && LINES.test(file.path);
  const whole = cut || isLines(text) ? undefined : tryJson(text, parseDocument);
  // A part may hold a single record.
  const isOnly = whole !== undefined && (isLine || isPart(file.source)) && isSample(whole);
  if (whole !== undefined && !isOnly) {
    found.documents.push({ file, value: whole, warnings: [] });
    return;
  }
  if (isOnly || isLine || isLines(text) || holdsRecords(text)) {
    progress.total += file.size;
    found.lines.push(file);
    return;
  }
  if (/\.csv([\\/]|$)/i.test(unpackedName(file.source))) {
    // The name of the first column may begin like JSON.
    found.tables.push({ file, head: text.slice(0, HEAD) });
    return;
  }
  // Damaged: what is complete of it.
  const { value, line, problem } = parsePartialJson(text);
  const warning = cut
    ? `${file.source}: only the first ${MAX_DOCUMENT / 1024 / 1024} MB were read; ` +
      'larger files must be JSON lines.'
    : `${file.source}: damaged at line ${line} (${problem}); what comes before it was read.`;
  found.documents.push({ file, value, warnings: [warning] });
}

/** True if the first line is a JSON object or array, and more follows. */
function isLines(text: string): boolean {
  const start = text.search(/\S/);
  const end = text.indexOf('\n', start);
  if (start < 0 || end < 0) {
    return false;
  }
  const first = tryJson(text.slice(start, end));
  return typeof first === 'object' && first !== null && /\S/.test(text.slice(end, end + 1024));
}

/** So many lines that may be records are tried. */
const MAX_TRIED = 20;

/** True if a text that is no document has whole records below its first line, which is damaged. */
function holdsRecords(text: string): boolean {
  let tried = 0;
  for (const [line] of text.matchAll(/^\{".*$/gm)) {
    const isRecord = tryJson(line) !== undefined;
    // Records in a list have commas behind them.
    if (isRecord || /\},\s*$/.test(line) || tried === MAX_TRIED) {
      return isRecord;
    }
    tried += 1;
  }
  return false;
}

function tryJson(text: string, parse: (text: string) => unknown = parseJson): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
