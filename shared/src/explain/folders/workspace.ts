/** Explanation files of the IDE's workspace. */
import type { AwsApi } from '../../aws/api';
import { parseS3Uri } from '../../aws/s3';
import { s3Source } from '../../aws/source';
import type { HostFiles } from '../../host';
import type { ExplanationFolder, FolderEntry } from '../folder';
import { hostFolder, s3Folder } from '../folders';
import { belongsToReport, REPORT_NAMES, reportFolder, splitPath } from './place';

export interface WatchedFolder extends ExplanationFolder {
  /** Paths of files that were opened and have changed since the folder was listed. */
  changed(): Promise<string[]>;
}

/**
 * A file or folder of the workspace. A file that belongs to a report stands for the whole
 * report; any other stands alone.
 */
export function workspaceFolder(files: HostFiles, api: AwsApi, path: string): WatchedFolder {
  const trimmed = path.replace(/(?<=.)[\\/]+$/, '');
  const root = reportRoot(trimmed);
  const listing: HostFiles = {
    stat: at => files.stat(at),
    read: (at, start, end, signal) => files.read(at, start, end, signal),
    pick: extensions => files.pick(extensions),
    list: (at, limit) => files.list(at, limit, root === undefined ? undefined : REPORT_NAMES)
  };
  const folder = hostFolder(listing, root ?? trimmed, uri =>
    parseS3Uri(uri) ? s3Source(api, uri) : undefined
  );
  return watched({ ...folder, source: path });
}

/** A prefix in S3, or an object: one that belongs to a report stands for the whole report. */
export function bucketFolder(api: AwsApi, uri: string): ExplanationFolder {
  const root = reportRoot(uri.replace(/\/+$/, ''));
  if (root === undefined || !parseS3Uri(root)) {
    return s3Folder(api, uri);
  }
  const folder = s3Folder(api, `${root}/`);
  return {
    ...folder,
    source: uri,
    async list(signal) {
      const { entries, truncated } = await folder.list(signal);
      const own = entries.filter(({ path }) => REPORT_NAMES.includes(path.split('/')[0] as string));
      return { entries: own, truncated };
    }
  };
}

/** The folder of a report if this is one of its files or inner folders. */
function reportRoot(path: string): string | undefined {
  const trimmed = path.replace(/(?<=.)[\\/]+$/, '');
  const root = reportFolder(trimmed);
  const isDeep =
    trimmed
      .slice(root.length)
      .replace(/^[\\/]/, '')
      .search(/[\\/]/) >= 0;
  return isDeep || belongsToReport(splitPath(path).name) ? root : undefined;
}

/** Remembers the listing and what was opened. */
function watched(folder: ExplanationFolder): WatchedFolder {
  let listed: Map<string, FolderEntry> | undefined;
  const opened = new Set<string>();
  return {
    ...folder,
    async list(signal) {
      const found = await folder.list(signal);
      listed = new Map(found.entries.map(entry => [entry.path, entry]));
      return found;
    },
    open(path) {
      opened.add(path);
      return folder.open(path);
    },
    async changed() {
      const now = new Map((await folder.list()).entries.map(entry => [entry.path, entry] as const));
      return [...opened].filter(path => {
        const before = listed?.get(path);
        const after = now.get(path);
        return (
          before !== undefined &&
          (before.size !== after?.size || before.modified !== after.modified)
        );
      });
    }
  };
}
