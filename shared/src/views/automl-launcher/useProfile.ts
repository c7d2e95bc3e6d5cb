import { useEffect } from 'react';
import type { AwsApi } from '../../aws/api';
import { dataLabel, withData } from '../../automl/draft';
import { problems } from '../../automl/problems';
import type { ImageProfile } from '../../automl/preview/images';
import { locateImages } from '../../automl/preview/locateImages';
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
  const known =
    ready &&
    where !== undefined &&
    data !== undefined &&
    dataLabel(data) !== '' &&
    problems[draft.problem].data === 'table';
  const { dataType } = draft;
  const key = known ? `${where}:${dataType}:${dataLabel(data)}` : undefined;
  const profile = useAsync(async signal => {
    if (!data) {
      throw new Error('No data are chosen.');
    }
    const source = await locateData(api, host.files, data, dataType, signal);
    const profile = await readProfile(source, { signal });
    return source.objects ? { ...profile, objects: source.objects } : profile;
  }, key);
  const found = profile.data;
  useEffect(() => {
    if (found && found.columns.length > 0) {
      update(now => (now.data ? withData(now, now.data, found, new Date()) : now));
    }
  }, [found, update]);
  return profile;
}

/** What the draft's place with pictures holds. */
export function useImages(
  api: AwsApi,
  host: Host,
  { draft, ready }: DraftState,
  place: string | undefined
): Async<ImageProfile> {
  const { data, dataType } = draft;
  const where = data?.kind === 's3' ? place : 'workspace';
  const known =
    ready &&
    where !== undefined &&
    data !== undefined &&
    data.kind !== 'file' &&
    dataLabel(data) !== '' &&
    problems[draft.problem].data === 'images';
  return useAsync(
    async signal => {
      if (!data) {
        throw new Error('No data are chosen.');
      }
      return locateImages(api, host.files, data, dataType, signal);
    },
    known ? `${where}:${dataType}:${dataLabel(data)}` : undefined
  );
}
