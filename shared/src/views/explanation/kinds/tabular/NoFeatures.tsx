import type { ReactElement } from 'react';
import type { TabularExplanation } from '../../../../explain/model';
import { tabularFacts } from '../../../../explain/tabularFacts';
import type { Host } from '../../../../host';
import { short } from '../../../../plots/numbers';
import { EmptyState } from '../../../parts';
import { FileNotes } from '../FileNotes';

/** So many reasons are told at once; the notes on the files have all. */
const REASONS = 3;

export interface NoFeaturesProps {
  explanation: TabularExplanation;
  host: Host;
}

/** A file that ends before its values, or an answer without explanations. */
export function NoFeatures({ explanation: e, host }: NoFeaturesProps): ReactElement {
  const outputs = e.labels.slice(0, REASONS).map(name => `“${name.slice(0, 80)}”`);
  const more = e.labels.length - outputs.length;
  const reasons = e.meta.warnings.slice(0, REASONS);
  return (
    <div className="ph-Explain ph-Stack">
      <EmptyState title="There are no contributions in it.">
        {outputs.length > 0
          ? `The file names ${outputs.join(', ')}${more > 0 ? ` and ${more} more` : ''} as explained, ` +
            'but holds no values of features. '
          : ''}
        {reasons.join(' ')}
      </EmptyState>
      <FileNotes
        explanation={e}
        facts={tabularFacts(e, 0, value => short(value, host.locale), host.locale)}
      />
    </div>
  );
}
