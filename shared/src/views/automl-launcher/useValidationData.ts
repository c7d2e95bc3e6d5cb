import { useEffect, useState } from 'react';
import type { AwsApi } from '../../aws/api';
import type { AwsErrorData } from '../../aws/errors';
import { parseS3Uri } from '../../aws/s3';
import type { DataRef, JobDraft } from '../../automl/draft';
import { readProfile } from '../../automl/preview';
import type { DataProfile } from '../../automl/preview';
import type { ImageProfile } from '../../automl/preview/images';
import { locateData } from '../../automl/preview/locate';
import { locateImages } from '../../automl/preview/locateImages';
import { problems } from '../../automl/problems';
import type { Host } from '../../host';
import { useAsync } from '../parts';

/** What the validation data are; nothing of it while none are chosen. */
export interface ValidationData {
  profile?: DataProfile;
  images?: ImageProfile;
  /** Why they cannot be read. */
  error?: AwsErrorData;
  loading: boolean;
}

/**
 * A look at the validation data, as at the training data.
 *
 * @param enabled - False while S3 cannot be asked.
 */
export function useValidationData(
  api: AwsApi,
  host: Host,
  draft: JobDraft,
  enabled: boolean
): ValidationData {
  const { validation } = draft;
  const pictures = problems[draft.problem].data === 'images';
  const path = validation.kind === 'channel' ? validation.path : undefined;
  const uri = validation.kind === 'channel' && path === undefined ? validation.uri : '';
  const location = parseS3Uri(uri);
  const complete = location && (location.key || pictures) ? uri : '';
  // A location comes letter by letter: wait until the typing pauses.
  const [settled, setSettled] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSettled(complete), 600);
    return () => clearTimeout(timer);
  }, [complete]);
  const inS3 = enabled && settled !== '' && settled === complete;
  const key =
    path !== undefined
      ? `${pictures}:workspace:${path}`
      : inS3
        ? `${pictures}:${draft.dataType}:${settled}`
        : undefined;
  const found = useAsync(async (signal): Promise<Pick<ValidationData, 'profile' | 'images'>> => {
    const data: DataRef =
      path === undefined
        ? { kind: 's3', uri: settled }
        : { kind: pictures ? 'folder' : 'file', path };
    if (pictures) {
      return { images: await locateImages(api, host.files, data, draft.dataType, signal) };
    }
    const source = await locateData(api, host.files, data, draft.dataType, signal);
    return { profile: await readProfile(source, { signal }) };
  }, key);
  return { ...found.data, error: found.error, loading: found.loading && key !== undefined };
}
