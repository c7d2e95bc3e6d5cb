import { useMemo, type ReactElement } from 'react';
import { framedPage } from '../../../../explain/report/sandbox';
import { cleanPage } from './cleanPage';

export interface PageFrameProps {
  /** Hostile. */
  html: string;
}

/**
 * A page in a frame with an empty sandbox: it has no origin, no scripts, no forms, no way out.
 */
export function PageFrame({ html }: PageFrameProps): ReactElement {
  const { page, pictures } = useMemo(() => {
    const clean = cleanPage(html);
    return { page: framedPage(clean.html), pictures: clean.pictures };
  }, [html]);
  return (
    <>
      <p className="ph-muted">
        Scripts, links and anything from other hosts are switched off in this page.
        {pictures > 0 &&
          (pictures === 1
            ? ' 1 picture from another host is left out.'
            : ` ${pictures} pictures from other hosts are left out.`)}
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
