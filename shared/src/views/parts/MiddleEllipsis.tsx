import type { ReactElement } from 'react';

export interface MiddleEllipsisProps {
  text: string;
}

const TAIL = 8;
/** No line shows more; keeps 10,000-character names cheap. */
const HEAD = 240;

/** A name on one line; where it does not fit the middle is cut and the end stays visible. */
export function MiddleEllipsis({ text }: MiddleEllipsisProps): ReactElement {
  const letters = Array.from(text);
  if (letters.length <= TAIL * 2) {
    return (
      <span className="ph-MiddleEllipsis" dir="auto" title={text}>
        <span className="ph-MiddleEllipsis-head">{text}</span>
      </span>
    );
  }
  const head = letters.slice(0, Math.min(HEAD, letters.length - TAIL)).join('');
  return (
    <span className="ph-MiddleEllipsis" dir="auto" title={text}>
      <span className="ph-hidden">{text}</span>
      <span className="ph-MiddleEllipsis-head" aria-hidden="true">
        {head}
      </span>
      <span className="ph-MiddleEllipsis-tail" aria-hidden="true">
        {letters.slice(-TAIL).join('')}
      </span>
    </span>
  );
}
