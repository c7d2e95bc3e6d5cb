import { useState, type ReactElement } from 'react';
import type { SeriesExplanation } from '../../../../explain/model';
import { Button, EmptyState } from '../../../parts';
import { FileNotes } from '../FileNotes';
import type { KindProps } from '../registry';
import { ComparePane } from './ComparePane';
import { ItemCharts } from './ItemCharts';
import { ItemPicker } from './ItemPicker';

/** Contributions to forecasts along time, one item at a time. */
export default function SeriesView({
  explanation: e,
  host,
  exportName,
  firstRecord = 0,
  comparison,
  onPickComparison,
  onEndComparison
}: KindProps<SeriesExplanation>): ReactElement {
  const [chosen, setChosen] = useState(firstRecord);
  const selected = Math.max(0, Math.min(chosen, e.items.length - 1));
  const item = e.items[selected];
  if (!item) {
    return <NoItems explanation={e} host={host} />;
  }
  return (
    <div className="ph-Stack">
      <ItemPicker explanation={e} selected={selected} onSelect={setChosen} host={host} />
      {onPickComparison && (
        <div className="ph-Row">
          <Button kind="quiet" onClick={onPickComparison}>
            {comparison ? 'Compare with another…' : 'Compare with…'}
          </Button>
          {comparison && onEndComparison && (
            <Button kind="quiet" icon="close" onClick={onEndComparison}>
              End comparison
            </Button>
          )}
        </div>
      )}
      {comparison && (
        <section className="ph-Stack" aria-label="Comparison">
          <h2 dir="auto">Compared with {comparison.name}</h2>
          <ComparePane
            explanation={e}
            item={item}
            name={exportName}
            other={comparison}
            host={host}
          />
        </section>
      )}
      <ItemCharts
        key={selected}
        explanation={e}
        item={item}
        host={host}
        exportName={`${exportName}-${item.id.slice(0, 40)}`}
      />
    </div>
  );
}

function NoItems({
  explanation: e,
  host
}: Pick<KindProps<SeriesExplanation>, 'explanation' | 'host'>): ReactElement {
  const uri = e.resultsUri;
  const isS3 = uri?.startsWith('s3://') ?? false;
  return (
    <>
      <EmptyState
        title="The contributions are in another file"
        actions={
          uri && (
            <>
              {isS3 && (
                <Button
                  kind="primary"
                  onClick={() => host.openView('explanation', { source: { kind: 's3', uri } })}
                >
                  Open it from S3
                </Button>
              )}
              <Button icon="copy" onClick={() => void host.copy(uri)}>
                Copy its location
              </Button>
            </>
          )
        }
      >
        {uri
          ? `${e.meta.source} only says how they were computed. The values are in ${uri}.`
          : `${e.meta.source} only says how they were computed, not where the values are. Open the out.jsonl of the same job.`}
      </EmptyState>
      <FileNotes
        explanation={e}
        facts={[
          ...(e.direction ? [`Direction: ${e.direction.replaceAll('_', '-')}`] : []),
          ...(e.granularity ? [`Granularity: ${e.granularity.replaceAll('_', '-')}`] : [])
        ]}
      />
    </>
  );
}
