/** Folders of explanation files: S3 prefixes, the IDE's workspace, and bytes in memory. */
import type { AwsApi } from '../aws/api';
import { formatS3Uri, headObject, listPrefix, parseS3Uri, requireS3Uri } from '../aws/s3';
import { baseName, fileSource, memorySource, s3Source, type ByteSource } from '../aws/source';
import { AwsError } from '../aws/errors';
import type { HostFiles } from '../host';
import type { ExplanationFolder, FolderEntry } from './folder';

/** More files below a folder than this are not looked at; the reader says so. */
export const MAX_LISTED = 20_000;

const MISSING = new Set(['NoSuchKey', 'NotFound', '404']);

/** True for the answer that there is no such object. */
export function isMissing(error: AwsError): boolean {
  return MISSING.has(error.code) || error.status === 404;
}

/** A prefix in S3, or one object as a folder of one. @throws AwsError `InvalidUri`. */
export function s3Folder(api: AwsApi, uri: string): ExplanationFolder {
  const root = requireS3Uri(uri);
  // With a slash, `…/output` does not match `…/output-2`.
  const folder = root.key === '' || root.key.endsWith('/') ? root.key : `${root.key}/`;
  const at = (path: string): string => formatS3Uri({ bucket: root.bucket, key: folder + path });
  const only = baseName(root.key);
  let single = false;
  const place = (path: string): string => (single ? uri : at(path));
  return {
    source: uri,
    locate: place,
    async list(signal) {
      const entries: FolderEntry[] = [];
      const prefix = { bucket: root.bucket, key: folder };
      for await (const { key, size, modified } of listPrefix(api, prefix, { signal })) {
        if (key.endsWith('/')) {
          continue;
        }
        if (entries.length === MAX_LISTED) {
          return { entries, truncated: true };
        }
        const time = modified === undefined ? NaN : Date.parse(modified);
        entries.push({
          path: key.slice(folder.length),
          size,
          modified: Number.isNaN(time) ? 0 : time
        });
      }
      if (entries.length === 0 && root.key !== '' && !root.key.endsWith('/')) {
        const stat = await headIfThere(api, uri, signal);
        single = stat !== undefined;
        return { entries: stat ? [{ path: only, ...stat }] : [], truncated: false };
      }
      return { entries, truncated: false };
    },
    open: path => s3Source(api, place(path)),
    resolve: other => (parseS3Uri(other) ? s3Source(api, other) : undefined)
  };
}

async function headIfThere(
  api: AwsApi,
  uri: string,
  signal: AbortSignal | undefined
): Promise<{ size: number; modified: number } | undefined> {
  try {
    const { size, modified } = await headObject(api, requireS3Uri(uri), { signal });
    return { size, modified };
  } catch (error) {
    const failure = AwsError.from(error);
    if (isMissing(failure)) {
      return undefined;
    }
    throw failure;
  }
}

/**
 * A folder or file of the workspace.
 *
 * @param resolve - Opens locations elsewhere that a file names, e.g. `s3://…`; default: none.
 */
export function hostFolder(
  files: HostFiles,
  path: string,
  resolve: (uri: string) => ByteSource | undefined = () => undefined
): ExplanationFolder {
  const root = path.replace(/\/+$/, '');
  let single = false;
  const place = (below: string): string =>
    single ? path : root === '' ? below : `${root}/${below}`;
  return {
    source: path,
    locate: place,
    async list() {
      const found = await files.list(path, MAX_LISTED);
      if (found) {
        single = false;
        return { ...found, entries: inOrder(found.entries) };
      }
      single = true;
      return { entries: [{ path: baseName(path), ...(await files.stat(path)) }], truncated: false };
    },
    open: below => fileSource(files, place(below)),
    resolve
  };
}

/**
 * Files in memory: dropped files, notebook outputs, tests.
 *
 * @param files - Bytes or UTF-8 text by path.
 */
export function memoryFolder(
  name: string,
  files: Readonly<Record<string, Uint8Array | string>>
): ExplanationFolder {
  const encoder = new TextEncoder();
  const bytes = new Map(
    Object.entries(files).map(([path, content]) => [
      path,
      typeof content === 'string' ? encoder.encode(content) : content
    ])
  );
  return {
    source: name,
    locate: path => (bytes.size === 1 && baseName(path) === name ? name : `${name}/${path}`),
    list: () =>
      Promise.resolve({
        entries: inOrder(
          [...bytes].map(([path, content]) => ({ path, size: content.length, modified: 0 }))
        ),
        truncated: false
      }),
    open: path => {
      const content = bytes.get(path);
      return content ? memorySource(baseName(path), content) : missingSource(path);
    },
    resolve: () => undefined
  };
}

function missingSource(path: string): ByteSource {
  const fail = (): Promise<never> =>
    Promise.reject(
      new AwsError({ code: 'NotFound', message: `There is no file ${path}.`, retryable: false })
    );
  return { name: baseName(path), stat: fail, read: fail };
}

function inOrder(entries: FolderEntry[]): FolderEntry[] {
  return [...entries].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
