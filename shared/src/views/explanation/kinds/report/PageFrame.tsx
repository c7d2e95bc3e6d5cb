import { useMemo, type ReactElement } from 'react';
import { framedPage } from '../../../../explain/report/sandbox';

export interface PageFrameProps {
  /** Hostile. */
  html: string;
}

/**
 * A page in a frame with an empty sandbox: it has no origin, no scripts, no forms, no way out.
 */
export function PageFrame({ html }: PageFrameProps): ReactElement {
  const page = useMemo(() => framedPage(html), [html]);
  return (
    <>
      <p className="ph-muted">
        Scripts, links and anything from other hosts are switched off in this page.
      </p>
      <iframe
        className="ph-PageFrame"
        title="Report"
        sandbox=""
        referrerPolicy="no-referrer"
        srcDoc={page}
      />
    </>
  );
}
