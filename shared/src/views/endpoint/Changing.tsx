import type { ReactElement } from 'react';
import { permitted, type EndpointDescription } from '../../endpoints/service';
import { ProgressBar, RelativeTime } from '../parts';

const WORDS: Record<string, string> = {
  Creating: 'Starting. Requests can be sent once it is in service.',
  Updating: 'Changing. The old version answers until the new one is ready.',
  SystemUpdating: 'Under maintenance by the service. It goes on answering.',
  RollingBack: 'A change failed and is being undone. It goes on answering.',
  Deleting: 'Being deleted.'
};

/** What goes on while the status changes by itself, and how far each variant is. */
export function Changing({
  endpoint,
  locale
}: {
  endpoint: EndpointDescription;
  locale: string;
}): ReactElement | null {
  const { EndpointStatus: status, ProductionVariants: variants = [] } = endpoint;
  if (!permitted(status).changing) {
    return null;
  }
  const steps = variants.flatMap(({ VariantName: name, VariantStatus: found = [] }) =>
    found.map(step => ({ name, ...step }))
  );
  return (
    <div className="ph-Stack" role="status">
      <span>{Object.hasOwn(WORDS, status) ? WORDS[status] : status}</span>
      <ProgressBar
        label={status === 'Creating' ? 'Starting the endpoint' : 'Changing the endpoint'}
      />
      {steps.length > 0 && (
        <ul className="ph-Plain ph-muted">
          {steps.map((step, index) => (
            <li key={index}>
              {[step.name, step.Status, step.StatusMessage].filter(Boolean).join(' · ')}
              {step.StartTime && (
                <>
                  {' · since '}
                  <RelativeTime time={step.StartTime} locale={locale} />
                </>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
