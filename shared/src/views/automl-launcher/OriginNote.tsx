import type { ReactElement } from 'react';
import type { RequestOrigin } from '../../automl/origin';
import { patchPaths } from '../../automl/patch';
import { Banner, Button } from '../parts';
import type { FormProps } from './form';

/** What became of the job or request that the form was filled from. */
export function OriginNote({ draft, onChange }: FormProps): ReactElement | null {
  const { origin, extra } = draft;
  if (!origin) {
    return null;
  }
  const { v1 } = origin;
  const unknown = origin.unknown.filter(field => Object.hasOwn(extra, field));
  const tell = (part: Partial<RequestOrigin>): void =>
    onChange(now => ({ ...now, origin: { ...(now.origin ?? origin), ...part } }));
  return (
    <>
      {v1 && (
        <Banner
          kind={v1.lost.length > 0 ? 'warning' : 'info'}
          title="This was made with CreateAutoMLJob; the form starts it with CreateAutoMLJobV2."
          onDismiss={() => tell({ v1: undefined })}
        >
          {v1.lost.length === 0 ? (
            <p>Every setting is kept. Only their places in the request are new.</p>
          ) : (
            <>
              <p>These settings could not be kept. Set what you need of them anew:</p>
              <ul className="ph-Violations">
                {v1.lost.map(({ path, why }) => (
                  <li key={path}>
                    <span className="ph-code">{path}</span>: {why}
                  </li>
                ))}
              </ul>
            </>
          )}
          {v1.moved.length > 0 && (
            <details className="ph-Details">
              <summary>{`${v1.moved.length} settings stand elsewhere now`}</summary>
              <ul className="ph-Violations">
                {v1.moved.map(({ from, to }) => (
                  <li key={from}>
                    <span className="ph-code">{from}</span> → <span className="ph-code">{to}</span>
                  </li>
                ))}
              </ul>
            </details>
          )}
        </Banner>
      )}
      {origin.tagsUnread && (
        <Banner
          kind="warning"
          title="The tags of the job could not be read."
          onDismiss={() => tell({ tagsUnread: undefined })}
        >
          <p>
            The new job has none. Add them under “Output, role, tags”, or ask for
            sagemaker:ListTags.
          </p>
        </Banner>
      )}
      {unknown.length > 0 && (
        <Banner
          kind="warning"
          title="The job has settings that this version does not know."
          onDismiss={() => tell({ unknown: [] })}
          actions={
            <Button
              onClick={() =>
                onChange(now => ({
                  ...now,
                  extra: Object.fromEntries(
                    Object.entries(now.extra).filter(([field]) => !unknown.includes(field))
                  )
                }))
              }
            >
              Leave them out
            </Button>
          }
        >
          <p>
            {'They are sent as they are, and “Edit request” shows them: '}
            <span className="ph-code">
              {patchPaths(
                Object.fromEntries(unknown.map(field => [field, extra[field] ?? null]))
              ).join(', ')}
            </span>
            . Leave them out if the service refuses the request.
          </p>
        </Banner>
      )}
    </>
  );
}
