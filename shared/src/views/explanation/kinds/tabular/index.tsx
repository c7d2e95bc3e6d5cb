import type { ReactElement } from 'react';
import type { TabularExplanation } from '../../../../explain/model';
import type { KindProps } from '../registry';
import { ExplanationPanel } from './ExplanationPanel';

/** Contributions of features: all records, one record. */
export default function TabularView({
  explanation,
  host,
  exportName,
  firstRecord,
  comparison,
  onPickComparison,
  onEndComparison
}: KindProps<TabularExplanation>): ReactElement {
  return (
    <ExplanationPanel
      explanation={explanation}
      host={host}
      exportName={exportName}
      firstRecord={firstRecord}
      comparison={comparison}
      onPickComparison={onPickComparison}
      onEndComparison={onEndComparison}
    />
  );
}
