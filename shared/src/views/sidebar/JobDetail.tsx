import { useEffect, useState, type ReactElement } from 'react';
import type { Host } from '../../host';
import type { JobDetails, JobDetailStore } from '../../automl/jobDetails';
import type { Resource } from '../../aws/resourceList';

export interface JobDetailProps {
  store: JobDetailStore;
  job: Resource;
  host: Host;
}

/** Problem, objective and duration of a job in sight; read when its row is drawn. */
export function JobDetail({ store, job, host }: JobDetailProps): ReactElement {
  const { name, status } = job;
  const [details, setDetails] = useState<JobDetails | undefined>(() => store.known(name, status));
  useEffect(() => {
    setDetails(store.known(name, status));
    const controller = new AbortController();
    store.read(name, status, controller.signal).then(
      found => !controller.signal.aborted && setDetails(found),
      // The list stands without it: a job may be gone, or describing it may be denied.
      () => undefined
    );
    return () => controller.abort();
  }, [store, name, status]);
  const text = details?.text(host.locale) ?? '';
  return (
    <span className="ph-List-more ph-muted" title={text || undefined}>
      {text || '\u00a0'}
    </span>
  );
}
