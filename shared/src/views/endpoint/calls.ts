/** Calls made in this view; kept in memory only, since bodies may hold personal data. */
import { useCallback, useRef, useState } from 'react';
import { readAnswer, type Answer } from '../../endpoints/answer';
import type { AsyncRequest } from '../../endpoints/asyncInvoke';
import type { ModelContext } from '../../endpoints/context';
import { invokeError } from '../../endpoints/errors';
import { explainAnswer, type ExplainedAnswer } from '../../endpoints/explainAnswer';
import { invoke, invokeInParts, type InvokeResult } from '../../endpoints/invoke';
import type { AwsApi } from '../../aws/api';
import { AwsError, type AwsErrorData } from '../../aws/errors';
import { StreamWords } from '../../endpoints/streamText';
import type { BodyFile } from './useRequest';

/** One request with what came back. */
export interface Call {
  id: number;
  /** Ms since the epoch. */
  time: number;
  contentType: string;
  explain: boolean;
  rows: string[][] | undefined;
  /** Absent while it is under way and after a failure. */
  result?: InvokeResult;
  answer?: Answer;
  explained?: ExplainedAnswer;
  error?: AwsErrorData;
  /** What has come of an answer in parts. */
  partial?: {
    text: string;
    parts: number;
    /** Of a language model. */
    words?: string;
  };
  /** Body of a prompt to a language model. */
  prompt?: string;
  /** Of an asynchronous endpoint, once it is called. */
  async?: AsyncRequest;
  /** Bytes sent of an input that is uploaded. */
  sent?: { sent: number; total: number };
}

export const MAX_CALLS = 30;

/** What is sent. */
export interface CallRequest {
  /** Text, or a workspace file. */
  body: string | BodyFile;
  contentType: string;
  accept: string | undefined;
  rows: string[][] | undefined;
  explain: boolean;
  /** Show the answer part by part. */
  inParts: boolean;
  /** The body is a prompt to a language model. */
  prompt?: boolean;
}

export interface Calls {
  /** Newest first. */
  calls: Call[];
  busy: boolean;
  start(request: CallRequest): Promise<void>;
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
      const { signal } = controller;
      const { contentType, rows, explain, inParts, accept } = request;
      const call: Call = {
        contentType,
        rows,
        explain,
        id: nextId.current++,
        time: Date.now(),
        ...(inParts ? { partial: { text: '', parts: 0 } } : {}),
        ...promptOf(request)
      };
      setBusy(true);
      setCalls(old => [call, ...old].slice(0, MAX_CALLS));
      const change = (part: Partial<Call>): void =>
        setCalls(old => old.map(item => (item.id === call.id ? { ...item, ...part } : item)));
      try {
        const body = await bytesOf(request.body, signal);
        const input = { endpointName, body, contentType, accept };
        const decoder = new TextDecoder();
        const words = new StreamWords();
        const partial = { text: '', parts: 0 };
        const result = inParts
          ? await invokeInParts(api, input, {
              signal,
              onPart: part => {
                // A letter may be cut between two parts.
                const text = decoder.decode(part, { stream: true });
                partial.text += text;
                partial.parts += 1;
                change({ partial: { ...partial, words: words.push(text) } });
              }
            })
          : await invoke(api, { ...input, explain: canExplain ? explain : undefined }, { signal });
        if (request.prompt && words.error !== undefined) {
          const message = words.error;
          throw new AwsError({ code: 'ModelStreamError', message, retryable: true });
        }
        const answer = readAnswer(result.bytes, result.contentType, { outputKeys });
        const explained = context && explainAnswer(answer, context, rows);
        change({ result, answer, explained });
      } catch (error) {
        change({ error: invokeError(error, endpointName) });
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

async function bytesOf(body: string | BodyFile, signal: AbortSignal): Promise<string | Uint8Array> {
  return typeof body === 'string' ? body : body.source.read(0, body.size, signal);
}

/** The body of a prompt, so that it can be shown again. */
export function promptOf({ prompt, body }: CallRequest): Pick<Call, 'prompt'> {
  return prompt && typeof body === 'string' ? { prompt: body } : {};
}
