import type { ReactElement } from 'react';
import type { Explanation } from '../../../explain/model';
import { Banner } from '../../parts';
import { useChecks } from './useChecks';

/** A warning above an explanation whose numbers do not hold together. */
export function Doubts({ explanation }: { explanation: Explanation }): ReactElement | null {
  const broken = (useChecks(explanation) ?? []).filter(({ ok }) => !ok);
  return broken.length === 0 ? null : (
    <Banner kind="warning" title="Read these numbers with care.">
      {broken.map(({ detail }) => detail).join(' ')}
    </Banner>
  );
}
