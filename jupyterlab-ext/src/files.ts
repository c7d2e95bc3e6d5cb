import type { ServiceManager } from '@jupyterlab/services';
import { AwsError } from '@pilothouse/core/aws/errors';
import type { FileStat, HostFiles } from '@pilothouse/core/host';
import { connectionError, post } from './transport';

/** Most bytes that the server extension gives in one answer. */
const MAX_READ = 16 * 1024 * 1024;

/** Files of the Jupyter server's folder, by contents path. */
export class JupyterFiles implements HostFiles {
  constructor(
    private readonly services: ServiceManager.IManager,
    readonly pick: (extensions: string[]) => Promise<string | undefined>
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

function joined(pieces: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.byteLength, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole;
}
