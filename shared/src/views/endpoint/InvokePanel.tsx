import { useEffect, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import type { ModelContext } from '../../endpoints/context';
import { permitted, type EndpointDetails } from '../../endpoints/service';
import type { AwsApi } from '../../aws/api';
import type { Host } from '../../host';
import { EmptyState, LiveRegion, RelativeTime, Section, Table, type Column } from '../parts';
import { AnswerPane } from './AnswerPane';
import { useCalls, type Call } from './calls';
import { RequestPane } from './RequestPane';
import { useRequest } from './useRequest';

export interface InvokePanelProps {
  details: EndpointDetails;
  context: ModelContext;
  api: AwsApi;
  host: Host;
}

/** Request, answer and the calls made so far. */
export function InvokePanel({ details, context, api, host }: InvokePanelProps): ReactElement {
  const { endpoint } = details;
  const canExplain = details.explainer !== undefined;
  const request = useRequest(context.columns, context.samples.slice(0, 1));
  const { calls, busy, start, cancel } = useCalls(
    api,
    endpoint.EndpointName,
    context,
    details.outputKeys,
    canExplain
  );
  const [explain, setExplain] = useState(false);
  const [shownId, setShownId] = useState<number>();
  const shown = calls.find(call => call.id === shownId) ?? calls[0];
  const blocked = permitted(endpoint.EndpointStatus).invoke
    ? request.body.trim() === ''
      ? 'Enter a request first.'
      : undefined
    : 'Possible once the endpoint is in service.';

  // Leaving the view ends its call.
  const stop = useRef(cancel);
  stop.current = cancel;
  useEffect(() => () => stop.current(), []);

  const send = (): void => {
    if (!blocked && !busy) {
      setShownId(undefined);
      const { body, contentType, rows } = request;
      void start({ body, contentType, rows, explain: canExplain && explain });
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
          context={context}
          request={request}
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
            <AnswerPane key={shown.id} call={shown} host={host} onRetry={send} />
          ) : (
            <EmptyState title="No answer yet">
              Invoke sends the request to the endpoint; the prediction appears here.
            </EmptyState>
          )}
        </section>
      </div>
      {calls.length > 1 && (
        <Section title="History" note="in this tab only" level={2}>
          <History
            calls={calls}
            shown={shown?.id}
            locale={host.locale}
            onSelect={call => {
              setShownId(call.id);
              if (call.rows) {
                request.setRows(call.rows);
              }
            }}
          />
        </Section>
      )}
      <LiveRegion message={calls[0] ? outcome(calls[0]) : ''} />
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

/** One call in a few words. */
function outcome(call: Call): string {
  if (call.error) {
    return call.error.code === 'Cancelled' ? 'Cancelled' : `Failed: ${call.error.message}`;
  }
  if (!call.answer) {
    return 'Waiting';
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
