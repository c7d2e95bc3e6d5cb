import { useCallback, useEffect, useMemo, useState } from 'react';
import type { AwsApi } from '../../aws/api';
import { checkBucket, createBucket, parseS3Uri } from '../../aws/s3';
import type { BucketCheck } from '../../aws/s3';
import { validationUri } from '../../automl/draft';
import type { JobDraft } from '../../automl/draft';
import { AutoMLService } from '../../automl/service';

/** What only the service knows about a draft, looked up when a field is left. */
export interface Lookups {
  buckets: ReadonlyMap<string, BucketCheck>;
  takenName?: string;
  /** Look whether the name is taken; @returns the name it is taken by. */
  lookUpName: () => Promise<string | undefined>;
  /** Make a bucket that is missing. @throws AwsError */
  makeBucket: (bucket: string, region: string | undefined) => Promise<void>;
}

/** @param enabled - False while no call can be made. */
export function useChecks(api: AwsApi, draft: JobDraft, enabled: boolean): Lookups {
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

  return useMemo(
    () => ({ buckets, takenName, lookUpName, makeBucket }),
    [buckets, takenName, lookUpName, makeBucket]
  );
}
