import { useCallback, useEffect, useMemo, useState } from 'react';
import type { AwsApi } from '../../aws/api';
import { checkBucket, createBucket, parseS3Uri } from '../../aws/s3';
import type { BucketCheck } from '../../aws/s3';
import { validationUri } from '../../automl/draft';
import type { JobDraft } from '../../automl/draft';
import { readProfile } from '../../automl/preview';
import type { DataProfile } from '../../automl/preview';
import { locateData } from '../../automl/preview/locate';
import { problems } from '../../automl/problems';
import { AutoMLService } from '../../automl/service';
import type { Host } from '../../host';
import { useAsync } from '../parts';

/** What only the service knows about a draft, looked up when a field is left. */
export interface Lookups {
  buckets: ReadonlyMap<string, BucketCheck>;
  takenName?: string;
  /** What the validation data look like. */
  validationProfile?: DataProfile;
  /** Look whether the name is taken; @returns the name it is taken by. */
  lookUpName: () => Promise<string | undefined>;
  /** Make a bucket that is missing. @throws AwsError */
  makeBucket: (bucket: string, region: string | undefined) => Promise<void>;
}

/** @param enabled - False while no call can be made. */
export function useChecks(api: AwsApi, host: Host, draft: JobDraft, enabled: boolean): Lookups {
  const [buckets, setBuckets] = useState<ReadonlyMap<string, BucketCheck>>(new Map());
  const [takenName, setTakenName] = useState<string>();
  const { name } = draft;

  const wanted = useMemo(() => {
    const uris = [
      draft.outputUri,
      draft.data?.kind === 's3' ? draft.data.uri : '',
      validationUri(draft)
    ];
    return [...new Set(uris.flatMap(uri => parseS3Uri(uri)?.bucket ?? []))].sort().join(' ');
  }, [draft]);

  useEffect(() => {
    if (!enabled || wanted === '') {
      return;
    }
    const controller = new AbortController();
    // Bucket names come letter by letter: wait until the typing pauses.
    const timer = setTimeout(() => {
      for (const bucket of wanted.split(' ')) {
        checkBucket(api, bucket, { signal: controller.signal }).then(
          found => {
            if (!controller.signal.aborted) {
              setBuckets(known => new Map(known).set(bucket, found));
            }
          },
          () => {
            // Nothing is known then, and nothing held against the draft.
          }
        );
      }
    }, 600);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [api, wanted, enabled]);

  const lookUpName = useCallback(async (): Promise<string | undefined> => {
    if (!enabled || name === '') {
      return undefined;
    }
    const taken = await new AutoMLService(api).taken(name);
    setTakenName(taken);
    return taken;
  }, [api, name, enabled]);

  const makeBucket = useCallback(
    async (bucket: string, region: string | undefined): Promise<void> => {
      await createBucket(api, bucket, region);
      setBuckets(known => new Map(known).set(bucket, { state: 'ready' }));
    },
    [api]
  );

  const { validation: checked } = draft;
  const isTable = problems[draft.problem].data === 'table';
  const path = checked.kind === 'channel' && isTable ? checked.path : undefined;
  const other = checked.kind === 'channel' && isTable && path === undefined ? checked.uri : '';
  const complete = parseS3Uri(other)?.key ? other : '';
  // As above: a location comes letter by letter.
  const [settled, setSettled] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSettled(complete), 600);
    return () => clearTimeout(timer);
  }, [complete]);
  const validation = useAsync(
    async signal =>
      readProfile(
        await locateData(
          api,
          host.files,
          path === undefined ? { kind: 's3', uri: settled } : { kind: 'file', path },
          draft.dataType,
          signal
        ),
        { signal }
      ),
    path !== undefined
      ? `file:${path}`
      : enabled && settled !== '' && settled === complete
        ? `${draft.dataType}:${settled}`
        : undefined
  );
  const validationProfile = validation.data;

  return useMemo(
    () => ({ buckets, takenName, validationProfile, lookUpName, makeBucket }),
    [buckets, takenName, validationProfile, lookUpName, makeBucket]
  );
}
