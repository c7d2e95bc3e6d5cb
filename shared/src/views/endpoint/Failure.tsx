import type { ReactElement } from 'react';
import { endpointLogPage, quotaPage } from '../../automl/consolePages';
import { endpointAdvice, isQuota } from '../../endpoints/failures';
import { permitted, type EndpointDescription } from '../../endpoints/service';
import type { Host } from '../../host';
import { Banner, Button } from '../parts';

/** Why an endpoint failed, in words, with what helps. */
export function Failure({
  endpoint,
  host
}: {
  endpoint: EndpointDescription;
  host: Host;
}): ReactElement | null {
  const { FailureReason: reason, EndpointArn: arn, EndpointName: name } = endpoint;
  // A change may fail although the endpoint goes on answering.
  const answers = permitted(endpoint.EndpointStatus).invoke;
  if (!reason && endpoint.EndpointStatus !== 'Failed') {
    return null;
  }
  const advice = reason ? endpointAdvice(reason) : undefined;
  const log = endpointLogPage(arn, name);
  const quota = reason && isQuota(reason) ? quotaPage(arn) : undefined;
  return (
    <Banner
      kind={answers ? 'warning' : 'error'}
      title={
        advice?.text ??
        (answers ? 'The endpoint could not be changed.' : 'The endpoint could not be started.')
      }
      actions={
        <>
          {log && <Button onClick={() => host.openExternal(log)}>Open logs</Button>}
          {quota && <Button onClick={() => host.openExternal(quota)}>Open Service Quotas</Button>}
        </>
      }
    >
      <p>{reason ?? 'The service gave no reason.'}</p>
      <p>
        {[advice?.step, answers ? undefined : 'Delete it, then deploy again.']
          .filter(Boolean)
          .join(' ')}
      </p>
    </Banner>
  );
}
