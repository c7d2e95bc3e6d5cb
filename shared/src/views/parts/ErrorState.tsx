import { useState, type ReactElement } from 'react';
import type { AwsErrorData } from '../../aws/errors';
import { actionLabel, describeProblem } from '../../environment/backend';
import type { Host } from '../../host';
import { Button } from './Button';
import { Icon } from './icons';
import { runErrorAction } from './errorActions';

export interface ErrorStateProps {
  error: AwsErrorData;
  /** What did not work, as a whole sentence: `The jobs could not be listed.` */
  what: string;
  host: Host;
  /** Repeats what failed; also called after a next step succeeded. */
  onRetry?: () => void;
}

/** What happened, why, the next step as a button, and the raw details folded below. */
export function ErrorState({ error, what, host, onRetry }: ErrorStateProps): ReactElement {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string>();
  const problem = describeProblem(error);
  const { action } = problem;
  const details = [
    ['Code', error.code],
    ['Message', error.message.trim() === problem.text ? undefined : error.message],
    ['Operation', error.operation],
    ['HTTP status', error.status],
    ['Request id', error.requestId],
    ['Missing permission', error.missingAction],
    ...Object.entries(error.details ?? {}).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value)
    ])
  ].filter(([, value]) => value !== undefined);

  const step = async (): Promise<void> => {
    if (!action) {
      return;
    }
    setBusy(true);
    setFailed(undefined);
    try {
      await runErrorAction(host, action, onRetry);
    } catch (reason) {
      setFailed(reason instanceof Error ? reason.message : String(reason));
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className="ph-ErrorState" role="alert">
      <Icon name="error" label="Error" />
      <div className="ph-ErrorState-body">
        <div className="ph-ErrorState-title">{what}</div>
        <div className="ph-ErrorState-text">{problem.text}</div>
        {failed && <div className="ph-ErrorState-text">{failed}</div>}
        <div className="ph-ErrorState-actions">
          {action && action !== 'retry' && (
            <Button kind="primary" busy={busy} onClick={() => void step()}>
              {actionLabel(action)}
            </Button>
          )}
          {onRetry && <Button onClick={onRetry}>Try again</Button>}
        </div>
        <details className="ph-Details">
          <summary>Details</summary>
          <dl className="ph-KeyValue">
            {details.map(([key, value]) => (
              <div key={key} className="ph-KeyValue-row">
                <dt>{key}</dt>
                <dd>{String(value)}</dd>
              </div>
            ))}
          </dl>
        </details>
      </div>
    </div>
  );
}
