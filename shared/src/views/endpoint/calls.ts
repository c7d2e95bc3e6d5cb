/** Calls made in this view; kept in memory only, since bodies may hold personal data. */
import { useCallback, useRef, useState } from 'react';
import { readAnswer, type Answer } from '../../endpoints/answer';
import type { ModelContext } from '../../endpoints/context';
import { invokeError } from '../../endpoints/errors';
import { explainAnswer, type ExplainedAnswer } from '../../endpoints/explainAnswer';
import { invoke, type InvokeResult } from '../../endpoints/invoke';
import type { AwsApi } from '../../aws/api';
import type { AwsErrorData } from '../../aws/errors';

/** One request with what came back. */
export interface Call {
  id: number;
  /** Ms since the epoch. */
  time: number;
  body: string;
  contentType: string;
  explain: boolean;
  rows: string[][] | undefined;
  /** Absent while it is under way and after a failure. */
  result?: InvokeResult;
  answer?: Answer;
  explained?: ExplainedAnswer;
  error?: AwsErrorData;
}

const MAX_CALLS = 30;

export interface Calls {
  /** Newest first. */
  calls: Call[];
  busy: boolean;
  start(request: {
    body: string;
    contentType: string;
    rows: string[][] | undefined;
    explain: boolean;
  }): Promise<void>;
  cancel(): void;
}

/** @param canExplain - The endpoint has an explainer, so each call says whether it is wanted. */
export function useCalls(
  api: AwsApi,
  endpointName: string,
  context: ModelContext | undefined,
  outputKeys: readonly string[] | undefined,
  canExplain: boolean
): Calls {
  const [calls, setCalls] = useState<Call[]>([]);
  const [busy, setBusy] = useState(false);
  const running = useRef<AbortController>();
  const nextId = useRef(1);

  const start = useCallback<Calls['start']>(
    async request => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      const call: Call = { ...request, id: nextId.current++, time: Date.now() };
      setBusy(true);
      setCalls(old => [call, ...old].slice(0, MAX_CALLS));
      const finish = (part: Partial<Call>): void =>
        setCalls(old => old.map(item => (item.id === call.id ? { ...item, ...part } : item)));
      try {
        const result = await invoke(
          api,
          {
            endpointName,
            body: request.body,
            contentType: request.contentType,
            explain: canExplain ? request.explain : undefined
          },
          { signal: controller.signal }
        );
        const answer = readAnswer(result.bytes, result.contentType, { outputKeys });
        const explained = context && explainAnswer(answer, context, request.rows);
        finish({ result, answer, explained });
      } catch (error) {
        finish({ error: invokeError(error, endpointName) });
      } finally {
        if (running.current === controller) {
          running.current = undefined;
          setBusy(false);
        }
      }
    },
    [api, endpointName, context, outputKeys, canExplain]
  );
  const cancel = useCallback(() => running.current?.abort(), []);
  return { calls, busy, start, cancel };
}
