import { useEffect, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import type { ModelContext } from '../../endpoints/context';
import { DIALECTS } from '../../endpoints/prompt/dialects';
import { generatedTexts } from '../../endpoints/prompt/generated';
import { endpointKind, permitted, type EndpointDetails } from '../../endpoints/service';
import type { AwsApi } from '../../aws/api';
import type { BackendState, Host } from '../../host';
import { EmptyState, LiveRegion, RelativeTime, Section, Table, type Column } from '../parts';
import { AnswerPane } from './AnswerPane';
import { useAsyncCalls } from './asyncCalls';
import { useCalls, type Call } from './calls';
import { RequestPane } from './RequestPane';
import { usePrompt } from './usePrompt';
import { useRequest } from './useRequest';

export interface InvokePanelProps {
  details: EndpointDetails;
  context: ModelContext;
  backend: BackendState | undefined;
  api: AwsApi;
  host: Host;
}

/** How often answers in S3 are looked for, in ms: here, and where calls are counted. */
const INTERVAL = { free: 1_000, billed: 5_000 };

/** Request, answer and the calls made so far. */
export function InvokePanel(props: InvokePanelProps): ReactElement {
  const { details, context, backend, api, host } = props;
  const { endpoint } = details;
  const canExplain = details.explainer !== undefined;
  const kind = endpointKind(details);
  const request = useRequest(context.columns, context.samples.slice(0, 1), context.payload);
  const place = JSON.stringify([backend?.choice, endpoint.EndpointName, endpoint.CreationTime]);
  const later = useAsyncCalls(api, host, endpoint.EndpointName, details.outputKeys, {
    bucket: backend?.defaultBucket,
    interval: INTERVAL[backend?.cost ?? 'billed'],
    storeKey: kind === 'asynchronous' ? place : undefined
  });
  const direct = useCalls(api, endpoint.EndpointName, context, details.outputKeys, canExplain);
  const { calls, busy, start, cancel } = kind === 'asynchronous' ? later : direct;
  // An explainer answers in one piece, and so does a queue.
  const mayStream = kind !== 'asynchronous' && !canExplain && api.stream !== undefined;
  const prompt = usePrompt(context.payload?.prompt, mayStream);
  const prompting = request.tab === 'prompt' ? prompt : undefined;
  const [explain, setExplain] = useState(false);
  const [inParts, setInParts] = useState(false);
  const [shownId, setShownId] = useState<number>();
  const shown = calls.find(call => call.id === shownId) ?? calls[0];
  // Some containers are told in the body that the answer shall come in parts.
  const told = prompting && DIALECTS[prompting.draft.dialect].streams ? prompting : undefined;
  const wantsParts = mayStream && (told ? told.draft.stream : inParts);
  const blocked = permitted(endpoint.EndpointStatus).invoke
    ? request.tab === 'file'
      ? request.file
        ? undefined
        : 'Choose a file first.'
      : (prompting?.text ?? request.body).trim() === ''
        ? 'Enter a request first.'
        : prompting?.invalid
          ? 'Correct the raw request first.'
          : undefined
    : 'Possible once the endpoint is in service.';

  // Leaving the view ends its call.
  const stop = useRef(cancel);
  stop.current = cancel;
  useEffect(() => () => stop.current(), []);

  const send = (): void => {
    if (!blocked && !busy) {
      setShownId(undefined);
      const { body, contentType, rows, tab, file } = request;
      void start({
        body: tab === 'file' && file ? file : (prompting?.text ?? body),
        contentType,
        accept: context.payload?.accept,
        rows,
        explain: canExplain && explain,
        inParts: wantsParts,
        prompt: prompting !== undefined
      });
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send();
    } else if (event.key === 'Escape' && busy) {
      event.preventDefault();
      cancel();
    }
  };
  return (
    <div onKeyDown={onKeyDown}>
      <div className="ph-Split">
        <RequestPane
          host={host}
          kind={kind}
          inParts={
            mayStream
              ? {
                  checked: wantsParts,
                  onChange: told ? stream => told.change({ stream }) : setInParts
                }
              : undefined
          }
          context={context}
          request={request}
          prompt={prompt}
          canExplain={canExplain}
          explain={explain}
          onExplain={setExplain}
          blocked={blocked}
          busy={busy}
          onInvoke={send}
          onCancel={cancel}
        />
        <section className="ph-Stack" aria-labelledby="ph-answer-title">
          <h2 id="ph-answer-title" className="ph-Section-title">
            Answer
          </h2>
          {shown ? (
            <AnswerPane
              key={shown.id}
              call={shown}
              cold={kind === 'serverless' && shown.id === firstAnswered(calls)}
              serverless={kind === 'serverless'}
              probabilityNote={context.probabilityNote}
              host={host}
              onRetry={send}
            />
          ) : (
            <EmptyState title="No answer yet">
              {kind === 'serverless'
                ? 'Invoke sends the request. The first answer takes longer: the endpoint starts with it.'
                : `Invoke sends the request to the endpoint; the ${prompt ? 'text' : 'prediction'} appears here.`}
            </EmptyState>
          )}
        </section>
      </div>
      {calls.length > 1 && (
        <Section
          title="History"
          note={kind === 'asynchronous' ? 'kept in this workspace' : 'in this tab only'}
          level={2}
        >
          <History
            calls={calls}
            shown={shown?.id}
            locale={host.locale}
            onSelect={call => {
              setShownId(call.id);
              if (call.rows) {
                request.setRows(call.rows);
              }
              if (call.prompt !== undefined) {
                prompt?.setText(call.prompt);
              }
            }}
          />
        </Section>
      )}
      <LiveRegion message={calls[0] ? announced(calls[0]) : ''} />
    </div>
  );
}

function History({
  calls,
  shown,
  locale,
  onSelect
}: {
  calls: readonly Call[];
  shown: number | undefined;
  locale: string;
  onSelect: (call: Call) => void;
}): ReactElement {
  const columns: Column<Call>[] = [
    {
      id: 'time',
      header: 'Time',
      value: call => call.time,
      cell: call => <RelativeTime time={call.time} locale={locale} />
    },
    { id: 'records', header: 'Records', numeric: true, value: call => call.rows?.length ?? null },
    { id: 'outcome', header: 'Outcome', rowHeader: true, value: outcome },
    {
      id: 'duration',
      header: 'Duration (ms)',
      numeric: true,
      value: call => (call.result ? Math.round(call.result.duration) : null)
    }
  ];
  return (
    <Table
      label="Calls"
      columns={columns}
      rows={calls}
      rowKey={call => String(call.id)}
      selected={shown === undefined ? undefined : String(shown)}
      onSelect={onSelect}
      locale={locale}
    />
  );
}

/** The call whose answer came first: a serverless endpoint starts for it. */
function firstAnswered(calls: readonly Call[]): number | undefined {
  return [...calls].reverse().find(call => call.answer)?.id;
}

/** Not each part of an answer that comes in parts. */
function announced(call: Call): string {
  return call.partial?.parts && !call.answer && !call.error
    ? 'The answer is coming'
    : outcome(call);
}

/** Letters of a generated text in the list of calls. */
const FIRST_LETTERS = 80;

/** One call in a few words. */
function outcome(call: Call): string {
  if (call.error) {
    return call.error.code === 'Cancelled' ? 'Cancelled' : `Failed: ${call.error.message}`;
  }
  if (!call.answer) {
    return call.partial?.parts ? `${call.partial.parts} parts so far` : 'Waiting';
  }
  if (call.prompt !== undefined) {
    const [text = ''] = generatedTexts(call.answer.text ?? '');
    const line = text.trim().replace(/\s+/g, ' ');
    return line.length > FIRST_LETTERS ? `${line.slice(0, FIRST_LETTERS)}…` : line || 'Answered';
  }
  const { predictions } = call.answer;
  const first = predictions[0]?.value;
  if (first === undefined) {
    return 'Answered';
  }
  return predictions.length > 1
    ? `${predictions.length} predictions, first: ${first}`
    : `Predicted ${first}`;
}
