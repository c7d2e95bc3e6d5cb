import { useEffect } from 'react';
import type { AwsApi } from '../../aws/api';
import { dataLabel, withData } from '../../automl/draft';
import { readProfile } from '../../automl/preview';
import type { DataProfile } from '../../automl/preview';
import { locateData } from '../../automl/preview/locate';
import type { Host } from '../../host';
import { useAsync } from '../parts';
import type { Async } from '../parts';
import type { DraftState } from './useDraft';

/**
 * The profile of the draft's data; the draft follows it (target, format, name).
 *
 * @param place - Names the backend: S3 data may be others, or not there, in another one.
 */
export function useProfile(
  api: AwsApi,
  host: Host,
  { draft, ready, update }: DraftState,
  place: string | undefined
): Async<DataProfile> {
  const { data } = draft;
  const where = data?.kind === 's3' ? place : 'workspace';
  const known = ready && where !== undefined && data !== undefined && dataLabel(data) !== '';
  const key = known ? `${where}:${dataLabel(data)}` : undefined;
  const profile = useAsync(async signal => {
    if (!data) {
      throw new Error('No data are chosen.');
    }
    return readProfile(await locateData(api, host.files, data, signal), { signal });
  }, key);
  const found = profile.data;
  useEffect(() => {
    if (found && found.columns.length > 0) {
      update(now => (now.data ? withData(now, now.data, found, new Date()) : now));
    }
  }, [found, update]);
  return profile;
}
