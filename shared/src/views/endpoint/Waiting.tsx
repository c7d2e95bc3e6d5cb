import type { ReactElement } from 'react';
import type { Host } from '../../host';
import { KeyValue, ProgressBar, RelativeTime, type KeyValueItem } from '../parts';
import { sizeText } from '../parts/sizeText';
import type { Call } from './calls';

/** Characters of an answer in parts that are shown: its end. */
const SHOWN = 100_000;

/** A call whose answer is not there, or not complete. */
export function Waiting({
  call,
  serverless,
  host
}: {
  call: Call;
  serverless: boolean;
  host: Host;
}): ReactElement {
  if (call.partial?.text) {
    return <PartialAnswer partial={call.partial} />;
  }
  if (call.sent && call.sent.total > 0) {
    return (
      <div className="ph-Row">
        <ProgressBar label="Storing the request" value={call.sent.sent / call.sent.total} />
        <span className="ph-number">
          {`${sizeText(call.sent.sent, host.locale)} of ${sizeText(call.sent.total, host.locale)}`}
        </span>
      </div>
    );
  }
  if (call.async) {
    return (
      <div className="ph-Stack" role="status">
        <span>
          Sent <RelativeTime time={call.time} locale={host.locale} />. The answer is looked for in
          S3, and found after a reload, too.
        </span>
        <ProgressBar label="Waiting for the answer" />
        <AsyncPlaces call={call} host={host} />
      </div>
    );
  }
  return (
    <p className="ph-muted">
      {serverless
        ? 'Waiting for the answer… The endpoint may have to start first.'
        : 'Waiting for the answer…'}
    </p>
  );
}

/** What has come of an answer in parts. */
export function PartialAnswer({
  partial,
  ended
}: {
  partial: NonNullable<Call['partial']>;
  /** Nothing more will come. */
  ended?: boolean;
}): ReactElement {
  const text = (partial.words ?? partial.text).slice(-SHOWN);
  return (
    <div className="ph-Stack">
      <pre
        className={partial.words === undefined ? 'ph-code' : 'ph-Generated'}
        aria-label="Answer so far"
        tabIndex={0}
      >
        {text}
      </pre>
      <p className="ph-muted">
        {`${partial.parts} parts${ended ? ' came before the end' : ' so far'}`}
      </p>
    </div>
  );
}

/** Where request and answer of an asynchronous call are. */
export function asyncPlaces({ async }: Call): KeyValueItem[] {
  return async
    ? [
        { label: 'Input', value: async.inputUri, copy: async.inputUri },
        { label: 'Answer', value: async.outputUri, copy: async.outputUri },
        ...(async.failureUri
          ? [{ label: 'Failure', value: async.failureUri, copy: async.failureUri }]
          : [])
      ]
    : [];
}

export function AsyncPlaces({ call, host }: { call: Call; host: Host }): ReactElement {
  const id = call.async?.inferenceId ?? '';
  return (
    <KeyValue
      host={host}
      items={[{ label: 'Inference id', value: id, copy: id }, ...asyncPlaces(call)]}
    />
  );
}
