import { useMemo, useRef, type ReactElement } from 'react';
import { findFamilies, foldFamilies } from '../../../../explain/families';
import type { TabularExplanation } from '../../../../explain/model';
import { useStored } from '../../../parts';
import type { KindProps } from '../registry';
import { ExplanationPanel } from './ExplanationPanel';
import { NoFeatures } from './NoFeatures';

/** Contributions of features: all records, one record. One-hot columns as they are, or folded. */
export default function TabularView({
  explanation,
  host,
  exportName,
  firstRecord,
  comparison,
  onPickComparison,
  onEndComparison
}: KindProps<TabularExplanation>): ReactElement {
  const families = useMemo(() => findFamilies(explanation), [explanation]);
  const [wanted, setWanted] = useStored(host, 'explanation:folded', false);
  const isFolded = wanted && families.length > 0;
  // Folded once: what was chosen in it is known by this object.
  const folded = useRef<{ of: TabularExplanation; is: TabularExplanation }>();
  const shown = useMemo(() => {
    if (!isFolded) {
      return explanation;
    }
    if (folded.current?.of !== explanation) {
      folded.current = { of: explanation, is: foldFamilies(explanation, families) };
    }
    return folded.current.is;
  }, [explanation, families, isFolded]);
  const compared = useMemo(() => {
    const other = comparison && isFolded ? findFamilies(comparison.explanation) : [];
    return comparison && other.length > 0
      ? { ...comparison, explanation: foldFamilies(comparison.explanation, other) }
      : comparison;
  }, [comparison, isFolded]);
  if (explanation.features.length === 0) {
    return <NoFeatures explanation={explanation} host={host} />;
  }
  return (
    <ExplanationPanel
      explanation={shown}
      host={host}
      exportName={exportName}
      firstRecord={firstRecord}
      comparison={compared}
      onPickComparison={onPickComparison}
      onEndComparison={onEndComparison}
      folding={
        families.length > 0
          ? {
              columns: families.reduce((sum, { features }) => sum + features.length, 0),
              features: families.map(({ name }) => name),
              isFolded,
              onChange: setWanted
            }
          : undefined
      }
    />
  );
}
