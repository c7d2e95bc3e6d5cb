import type { ReactElement } from 'react';
import type { Host } from '../../host';
import { Button } from './Button';

export interface ResourceLinksProps {
  host: Host;
  /** The AutoML job that the resource comes from. */
  jobName: string | undefined;
  /** Its page of the AWS console; none on the local engine. */
  page: string | undefined;
  /** Its logs in CloudWatch. */
  log: string | undefined;
}

/** Where else an endpoint or a transform can be seen. */
export function ResourceLinks({ host, jobName, page, log }: ResourceLinksProps): ReactElement {
  return (
    <>
      {jobName !== undefined && (
        <Button kind="quiet" onClick={() => host.openView('automl-job', { jobName })}>
          Open job
        </Button>
      )}
      {page && (
        <Button kind="quiet" onClick={() => host.openExternal(page)}>
          Open in AWS console
        </Button>
      )}
      {log && (
        <Button kind="quiet" onClick={() => host.openExternal(log)}>
          Open logs
        </Button>
      )}
    </>
  );
}
