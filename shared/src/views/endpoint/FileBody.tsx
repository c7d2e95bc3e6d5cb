import { useState, type ReactElement } from 'react';
import { AwsError } from '../../aws/errors';
import { baseName, fileSource } from '../../aws/source';
import type { Host } from '../../host';
import { Button, MiddleEllipsis, TextField } from '../parts';
import { sizeText } from '../parts/sizeText';
import type { RequestDraft } from './useRequest';

const ENDINGS = ['png', 'jpg', 'jpeg', 'csv', 'json', 'jsonl', 'txt'];

const TYPES: Record<string, string> = {
  png: 'application/x-image',
  jpg: 'application/x-image',
  jpeg: 'application/x-image',
  csv: 'text/csv',
  json: 'application/json',
  jsonl: 'application/jsonlines',
  txt: 'text/plain'
};

/** Type that a file is sent as, by its name. */
export function typeOfFile(path: string): string {
  const ending = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  return TYPES[ending] ?? 'application/octet-stream';
}

/** A workspace file as the body of a request. */
export function FileBody({
  host,
  request,
  limit
}: {
  host: Host;
  request: RequestDraft;
  /** Bytes that a body may have. */
  limit: number;
}): ReactElement {
  const { file } = request;
  const [failed, setFailed] = useState('');
  const pick = async (): Promise<void> => {
    setFailed('');
    try {
      const path = await host.files.pick(ENDINGS);
      if (path !== undefined) {
        const { size } = await host.files.stat(path);
        request.setFile({ path, size, source: fileSource(host.files, path) }, typeOfFile(path));
      }
    } catch (error) {
      setFailed(AwsError.from(error).message);
    }
  };
  const tooLarge = file !== undefined && file.size > limit;
  return (
    <div className="ph-Stack">
      <div className="ph-Field">
        <div className="ph-Field-label">File</div>
        <div className="ph-Row">
          {file ? (
            <span className="ph-code">
              <MiddleEllipsis text={baseName(file.path)} />
            </span>
          ) : (
            <span className="ph-muted">none</span>
          )}
          <Button onClick={() => void pick()}>{file ? 'Change file' : 'Choose file'}</Button>
          {file && (
            <span className="ph-muted ph-number">
              {`${sizeText(file.size, host.locale)} of at most ${sizeText(limit, host.locale)}`}
            </span>
          )}
        </div>
        {(failed !== '' || tooLarge) && (
          <div className="ph-Field-error" role="alert">
            {failed || 'The file is larger than a request may be. Send a smaller one.'}
          </div>
        )}
      </div>
      <TextField
        label="Content type"
        code
        value={request.contentType}
        suggestions={[...new Set(Object.values(TYPES))]}
        onChange={request.setContentType}
      />
    </div>
  );
}
