import type { ReactElement } from 'react';
import type { RawExplanation } from '../../../../explain/model';
import { JsonTree } from '../../../parts';
import { FileNotes } from '../FileNotes';
import type { KindProps } from '../registry';

/** A section or file that no reader knows, as a tree. */
export default function RawView({ explanation: e, host }: KindProps<RawExplanation>): ReactElement {
  return (
    <section className="ph-Stack" aria-label={e.title}>
      <p className="ph-muted">
        {e.title} is not a format that has a view of its own. This is what it holds.
      </p>
      <JsonTree label={e.title} value={e.json} host={host} />
      <FileNotes explanation={e} facts={[`Read from ${e.meta.source}`]} />
    </section>
  );
}
