/** Requests of an asynchronous endpoint; their places are kept, so that a reload finds them. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { readAnswer } from '../../endpoints/answer';
import { lookAsync, startAsync, type AsyncRequest } from '../../endpoints/asyncInvoke';
import { invokeError } from '../../endpoints/errors';
import type { AwsApi } from '../../aws/api';
import { AwsError } from '../../aws/errors';
import { memorySource } from '../../aws/source';
import type { Host } from '../../host';
import { usePolling, useStored } from '../parts';
import { MAX_CALLS, promptOf, type Call, type Calls } from './calls';

/** Where inputs go, and how often answers are looked for (ms). */
export interface AsyncSetting {
  bucket: string | undefined;
  interval: number;
  /** Of the kept requests; `undefined`: this endpoint is not asynchronous. */
  storeKey: string | undefined;
}

export function useAsyncCalls(
  api: AwsApi,
  host: Host,
  endpointName: string,
  outputKeys: readonly string[] | undefined,
  { bucket, interval, storeKey }: AsyncSetting
): Calls {
  const [kept, keep] = useStored<AsyncRequest[]>(
    host,
    storeKey && `async-requests:${storeKey}`,
    []
  );
  const [calls, setCalls] = useState<Call[]>([]);
  const [busy, setBusy] = useState(false);
  const running = useRef<AbortController>();
  const nextId = useRef(1);
  const latest = useRef(kept);
  latest.current = kept;

  // Requests of before a reload join those of this page.
  useEffect(() => {
    setCalls(old => {
      const known = new Set(old.map(call => call.async?.inferenceId));
      const more = kept
        .filter(({ inferenceId }) => !known.has(inferenceId))
        .map((request): Call => ({
          id: nextId.current++,
          time: request.started,
          contentType: request.contentType,
          explain: false,
          rows: undefined,
          async: request
        }));
      return more.length > 0 ? [...old, ...more].slice(0, MAX_CALLS) : old;
    });
  }, [kept]);

  const change = useCallback((id: number, part: Partial<Call>): void => {
    setCalls(old => old.map(item => (item.id === id ? { ...item, ...part } : item)));
  }, []);

  const waiting = useMemo(
    () => calls.filter(call => call.async && !call.answer && !call.error),
    [calls]
  );
  const look = useCallback(async (): Promise<void> => {
    for (const call of waiting) {
      if (!call.async) {
        continue;
      }
      try {
        const found = await lookAsync(api, call.async, Date.now());
        if (found.state === 'answered') {
          const { bytes, contentType, modified } = found;
          change(call.id, {
            result: {
              bytes,
              contentType,
              duration: Math.max(0, (modified || Date.now()) - call.async.started),
              inferenceId: call.async.inferenceId
            },
            answer: readAnswer(bytes, contentType, { outputKeys })
          });
        } else if (found.state === 'failed') {
          // A failure without a container's words is told as it stands.
          const { error } = found;
          change(call.id, {
            error: error.details ? invokeError(new AwsError(error), endpointName) : error
          });
        }
      } catch (error) {
        const failure = AwsError.from(error);
        if (!failure.retryable) {
          change(call.id, { error: failure.toData() });
        }
      }
    }
  }, [api, waiting, change, outputKeys, endpointName]);
  usePolling(look, waiting.length > 0 ? interval : undefined);
  // At once too: after a reload the answer may have been there for long.
  const latestLook = useRef(look);
  latestLook.current = look;
  useEffect(() => {
    if (waiting.length > 0) {
      void latestLook.current();
    }
  }, [waiting.length]);

  const start = useCallback<Calls['start']>(
    async asked => {
      const { body, contentType, accept, rows } = asked;
      if (running.current) {
        return;
      }
      const controller = new AbortController();
      running.current = controller;
      const id = nextId.current++;
      const call: Call = {
        ...{ id, time: Date.now(), contentType, explain: false, rows },
        ...promptOf(asked)
      };
      setBusy(true);
      setCalls(old => [call, ...old].slice(0, MAX_CALLS));
      try {
        if (!bucket) {
          throw new AwsError({
            code: 'NoBucket',
            message:
              'No bucket is known where the input can be stored. Set up a default bucket, then ' +
              'invoke again.',
            retryable: false
          });
        }
        const request = await startAsync(api, {
          endpointName,
          bucket,
          contentType,
          accept,
          source:
            typeof body === 'string'
              ? memorySource('body.txt', new TextEncoder().encode(body))
              : body.source,
          signal: controller.signal,
          onProgress: (sent, total) => change(id, { sent: { sent, total } })
        });
        change(id, { async: request, sent: undefined });
        keep([request, ...latest.current].slice(0, MAX_CALLS));
      } catch (error) {
        change(id, { error: invokeError(error, endpointName), sent: undefined });
      } finally {
        running.current = undefined;
        setBusy(false);
      }
    },
    [api, endpointName, bucket, change, keep]
  );
  const cancel = useCallback(() => running.current?.abort(), []);
  return { calls, busy, start, cancel };
}
