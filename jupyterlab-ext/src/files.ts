import type { Contents, ServiceManager } from '@jupyterlab/services';
import { AwsError } from '@pilothouse/core/aws/errors';
import type { FolderEntry } from '@pilothouse/core/explain/folder';
import { pathBelow } from '@pilothouse/core/explain/folders/place';
import { listBelow } from '@pilothouse/core/explain/folders/walk';
import type { FileStat, HostFiles } from '@pilothouse/core/host';
import { connectionError, post } from './transport';

/** Most bytes that the server extension gives in one answer. */
const MAX_READ = 16 * 1024 * 1024;

/** Files of the Jupyter server's folder, by contents path. */
export class JupyterFiles implements HostFiles {
  constructor(
    private readonly services: ServiceManager.IManager,
    readonly pick: (what: string[] | 'folder') => Promise<string | undefined>
  ) {}

  async stat(path: string): Promise<FileStat> {
    const response = await this.post({ action: 'stat', path: this.onServer(path) });
    return (await response.json()) as FileStat;
  }

  async read(path: string, start: number, end: number, signal?: AbortSignal): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for (let at = start; at < end;) {
      const body = {
        action: 'read',
        path: this.onServer(path),
        start: at,
        end: Math.min(end, at + MAX_READ)
      };
      const response = await this.post(body, signal);
      const piece = await response.arrayBuffer().catch((error: unknown) => {
        throw connectionError(error, signal);
      });
      pieces.push(new Uint8Array(piece));
      at += piece.byteLength;
      if (piece.byteLength < body.end - body.start) {
        break;
      }
    }
    return pieces.length === 1 && pieces[0] ? pieces[0] : joined(pieces);
  }

  async list(
    path: string,
    limit: number,
    only?: readonly string[]
  ): Promise<{ entries: FolderEntry[]; truncated: boolean } | undefined> {
    this.onServer(path);
    const { contents } = this.services;
    try {
      // First without content: that of a file would be the whole file.
      const { type } = await contents.get(path, { content: false });
      if (type !== 'directory') {
        return undefined;
      }
      return await listBelow(limit, only, async folder => {
        const model = await contents.get(folder === '' ? path : pathBelow(path, folder));
        return (model.content as Contents.IModel[]).map(entry => ({
          name: entry.name,
          isFolder: entry.type === 'directory',
          size: entry.size ?? 0,
          modified: Date.parse(entry.last_modified) || 0
        }));
      });
    } catch (error) {
      throw listError(path, error);
    }
  }

  private post(body: object, signal?: AbortSignal): Promise<Response> {
    return post(this.services.serverSettings, 'files', JSON.stringify(body), signal);
  }

  /** The path without the drive of real-time collaboration; other drives are not on the server. */
  private onServer(path: string): string {
    const { contents } = this.services;
    const drive = contents.driveName(path);
    if (drive !== '' && drive !== 'RTC') {
      throw new AwsError({
        code: 'FilesUnavailable',
        message: `“${path}” is not in the Jupyter server's folder. Copy it there first.`,
        retryable: false
      });
    }
    return contents.localPath(path);
  }
}

/** Why a folder could not be listed. */
function listError(path: string, error: unknown): AwsError {
  const status = (error as { response?: { status?: number } }).response?.status;
  if (status === undefined) {
    return connectionError(error);
  }
  const why =
    status === 404
      ? 'is not there. It may have been moved or deleted.'
      : `cannot be listed: the Jupyter server answered with ${status}.`;
  return new AwsError({
    code: status === 404 ? 'FileNotFound' : 'FileUnreadable',
    message: `“${path}” ${why}`,
    retryable: status >= 500
  });
}

function joined(pieces: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.byteLength, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole;
}
