import { useCallback, useEffect, useRef, useState } from 'react';
import type { AwsApi } from '../../aws/api';
import { AwsError } from '../../aws/errors';
import { formatS3Uri, parseS3Uri } from '../../aws/s3';
import { abandon } from '../../aws/upload';
import type { UploadLedger, UploadMark } from '../../aws/upload';
import type { AwsErrorData } from '../../aws/errors';
import { fileSource } from '../../aws/source';
import { uploadsOf } from '../../automl/jobUploads';
import type { JobPlan } from '../../automl/request';
import { AutoMLService } from '../../automl/service';
import { jobCost } from '../../environment/backend';
import type { BackendState, Host } from '../../host';

/** A start under way: `sent` and `total` are bytes of the upload. */
export interface StartProgress {
  step: 'check' | 'upload' | 'create';
  sent: number;
  total: number;
}

export interface StartState {
  progress: StartProgress | undefined;
  error: AwsErrorData | undefined;
  /** Start; @returns the job's name, or nothing if it was refused, cancelled or failed. */
  start: (
    plan: JobPlan,
    backend: BackendState | undefined,
    lookUpName: () => Promise<string | undefined>
  ) => Promise<string | undefined>;
  cancel: () => void;
  /** Forget cut uploads of a plan that is given up: no parts of them stay in S3. */
  discard: (plan: JobPlan) => Promise<void>;
}

/** Starting a job: the name's check, the question about the cost, the upload, the creation. */
export function useStart(api: AwsApi, host: Host): StartState {
  const [progress, setProgress] = useState<StartProgress>();
  const [error, setError] = useState<AwsErrorData>();
  const running = useRef<AbortController>();
  useEffect(() => () => running.current?.abort(), []);

  const start = useCallback<StartState['start']>(
    async (plan, backend, lookUpName) => {
      if (running.current) {
        return undefined;
      }
      const controller = new AbortController();
      running.current = controller;
      const name = plan.request.AutoMLJobName ?? '';
      setError(undefined);
      setProgress({ step: 'check', sent: 0, total: 0 });
      try {
        if ((await lookUpName()) !== undefined) {
          return undefined;
        }
        if (backend?.cost !== 'free') {
          const agreed = await host.confirm({
            kind: 'paid',
            title: `Start ${name}?`,
            message: jobCost('billed'),
            confirmLabel: 'Start job',
            operations: [{ operation: 'CreateAutoMLJobV2', resource: name }]
          });
          if (!agreed) {
            return undefined;
          }
        }
        return await new AutoMLService(api).start(plan, {
          signal: controller.signal,
          open: path => fileSource(host.files, path),
          files: host.files,
          ledger: ledgerOf(host),
          defaultBucket: backend?.defaultBucket,
          region: backend?.region,
          onLeft: uris =>
            host.notify(
              'warning',
              uris.length === 1
                ? `The uploaded copy ${uris[0]} could not be deleted. Delete it in S3.`
                : `${uris.length} uploaded objects could not be deleted, the first is ${uris[0]}. ` +
                    'Delete them in S3.'
            ),
          onProgress: (step, sent, total) => setProgress({ step, sent, total })
        });
      } catch (thrown) {
        const failure = AwsError.from(thrown);
        if (failure.code !== 'Cancelled') {
          setError(failure.toData());
        }
        return undefined;
      } finally {
        running.current = undefined;
        setProgress(undefined);
      }
    },
    [api, host]
  );
  const cancel = useCallback(() => running.current?.abort(), []);
  const discard = useCallback(
    async (plan: JobPlan): Promise<void> => {
      for (const { uri } of uploadsOf(plan)) {
        const target = parseS3Uri(uri);
        if (target && !running.current) {
          await abandon(api, target, ledgerOf(host));
        }
      }
    },
    [api, host]
  );
  return { progress, error, start, cancel, discard };
}

/** Cut uploads are remembered by the IDE, so that they go on even after a reload. */
function ledgerOf({ storage }: Host): UploadLedger {
  return {
    // Remembering is a convenience: without it an upload that was cut starts over.
    get: target => storage.get<UploadMark>(`upload:${formatS3Uri(target)}`).catch(() => undefined),
    set: (target, mark) => storage.set(`upload:${formatS3Uri(target)}`, mark).catch(() => undefined)
  };
}
