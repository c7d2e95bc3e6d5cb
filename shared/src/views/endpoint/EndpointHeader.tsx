import { useState, type ReactElement } from 'react';
import {
  deleteEndpoint,
  deletionConfirmation,
  endpointKind,
  permitted,
  planDeletion,
  type EndpointDetails,
  type EndpointKind,
  type ServerlessConfig
} from '../../endpoints/service';
import { endpointLogPage, resourcePage } from '../../automl/consolePages';
import { runningCost } from '../../environment/backend';
import type { AwsApi } from '../../aws/api';
import { AwsError, type AwsErrorData } from '../../aws/errors';
import type { BackendState, Host } from '../../host';
import {
  Button,
  Checkbox,
  ErrorState,
  KeyValue,
  RelativeTime,
  ResourceLinks,
  StatusBadge
} from '../parts';

export interface EndpointHeaderProps {
  details: EndpointDetails;
  backend: BackendState | undefined;
  api: AwsApi;
  host: Host;
  /** The endpoint's state has changed by what was done here. */
  onChanged: () => void;
  onDeleted: () => void;
}

/** Name, status, facts and the delete button. */
export function EndpointHeader({
  details,
  backend,
  api,
  host,
  onChanged,
  onDeleted
}: EndpointHeaderProps): ReactElement {
  const [all, setAll] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const [error, setError] = useState<AwsErrorData>();
  const { endpoint, variants, jobName } = details;
  const may = permitted(endpoint.EndpointStatus);
  const kind = endpointKind(details);
  const page = resourcePage(endpoint.EndpointArn);
  const log = page && endpointLogPage(endpoint.EndpointArn, endpoint.EndpointName);

  const remove = async (): Promise<void> => {
    const plan = planDeletion(details, all);
    if (!(await host.confirm(deletionConfirmation(plan, backend?.cost)))) {
      return;
    }
    setDeleting(true);
    setError(undefined);
    try {
      await deleteEndpoint(api, plan, { onUpdate: onChanged });
      host.notify('info', `Endpoint ${plan.endpointName} is deleted.`);
      onDeleted();
    } catch (reason) {
      const failure = AwsError.from(reason);
      if (failure.code === 'DeletionIncomplete') {
        host.notify('warning', failure.message);
        onDeleted();
      } else {
        setError(failure.toData());
        onChanged();
      }
    } finally {
      setDeleting(false);
    }
  };

  return (
    <>
      <header className="ph-View-header">
        <h1 className="ph-View-title">{endpoint.EndpointName}</h1>
        <StatusBadge status={endpoint.EndpointStatus} />
        <div className="ph-View-actions">
          <ResourceLinks host={host} jobName={jobName} page={page} log={log} />
          {may.delete && !details.ownsResources && details.modelNames.length > 0 && (
            <Checkbox
              label="Also delete configuration and model"
              checked={all}
              disabled={deleting}
              onChange={setAll}
            />
          )}
          <Button
            kind="danger"
            disabled={!may.delete && !deleting}
            busy={deleting}
            title={may.delete ? undefined : 'Not possible while the endpoint changes'}
            onClick={() => void remove()}
          >
            Delete endpoint
          </Button>
        </div>
      </header>
      {error && (
        <ErrorState
          error={error}
          what="The endpoint could not be deleted."
          host={host}
          onRetry={() => void remove()}
        />
      )}
      <KeyValue
        host={host}
        items={[
          { label: 'Kind', value: KINDS[kind] },
          ...variants.map(variant => ({
            label: 'Variant',
            value: [
              variant.VariantName,
              variant.InstanceType
                ? `${variant.InitialInstanceCount ?? 1} x ${variant.InstanceType}`
                : undefined,
              serverlessText(variant.ServerlessConfig)
            ]
              .filter(Boolean)
              .join(' · ')
          })),
          {
            label: 'Created',
            value: <RelativeTime time={endpoint.CreationTime} locale={host.locale} />
          },
          ...(endpoint.AsyncInferenceConfig?.OutputConfig?.S3OutputPath
            ? [
                {
                  label: 'Answers',
                  value: endpoint.AsyncInferenceConfig.OutputConfig.S3OutputPath,
                  copy: endpoint.AsyncInferenceConfig.OutputConfig.S3OutputPath
                }
              ]
            : []),
          ...(backend ? [{ label: 'Cost', value: cost(kind, backend) }] : []),
          ...(endpoint.EndpointArn
            ? [{ label: 'ARN', value: endpoint.EndpointArn, copy: endpoint.EndpointArn }]
            : [])
        ]}
      />
    </>
  );
}

const KINDS: Record<EndpointKind, string> = {
  'real-time': 'Real-time',
  serverless: 'Serverless',
  asynchronous: 'Asynchronous'
};

function serverlessText(config: ServerlessConfig | undefined): string | undefined {
  return (
    config &&
    `${config.MemorySizeInMB ?? '?'} MB, up to ${config.MaxConcurrency ?? '?'} requests at a time`
  );
}

function cost(kind: EndpointKind, backend: BackendState): string {
  return kind === 'serverless' && backend.cost === 'billed'
    ? 'Billed for the time requests take.'
    : runningCost(backend.cost);
}
