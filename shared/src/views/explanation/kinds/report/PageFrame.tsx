import { useEffect, useMemo, useRef, useState, type ReactElement } from 'react';
import { framedPage } from '../../../../explain/report/sandbox';
import { classes } from '../../../parts';
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
  const frame = useRef<HTMLIFrameElement>(null);
  const [focused, setFocused] = useState(false);
  useEffect(() => {
    // A focus inside a frame is no focus of the frame's element: only the window tells.
    const look = (): void => setFocused(document.activeElement === frame.current);
    const leave = (): void => setFocused(false);
    window.addEventListener('blur', look);
    window.addEventListener('focus', leave);
    return () => {
      window.removeEventListener('blur', look);
      window.removeEventListener('focus', leave);
    };
  }, []);
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
        ref={frame}
        className={classes('ph-PageFrame', focused && 'ph-mod-focused')}
        title="Report"
        sandbox=""
        referrerPolicy="no-referrer"
        srcDoc={page}
      />
    </>
  );
}
