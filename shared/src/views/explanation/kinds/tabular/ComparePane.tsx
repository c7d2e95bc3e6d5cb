import { useCallback, useMemo, useState, type ReactElement } from 'react';
import { commonAggregation, compareExplanations, NDCG_ALERT } from '../../../../explain/compare';
import { AGGREGATION_TEXT, ownAggregation } from '../../../../explain/aggregate';
import type { TabularExplanation } from '../../../../explain/model';
import type { Host } from '../../../../host';
import { Chart } from '../../../../plots/Chart';
import { unitText, type FigurePoint } from '../../../../plots/figure';
import { groupedBarFigure } from '../../../../plots/groupedBar';
import { short } from '../../../../plots/numbers';
import type { PlotStyle } from '../../../../plots/style';
import { Banner, SelectField } from '../../../parts';
import type { Comparison } from '../registry';

export interface ComparePaneProps {
  explanation: TabularExplanation;
  label: number;
  /** What the shown explanation is called. */
  name: string;
  other: Comparison<TabularExplanation>;
  host: Host;
  exportName: string;
  onSelectFeature: (feature: number) => void;
}

/** Names listed before "and n more". */
const LISTED = 12;
const BARS = 25;

/** Importance in two explanations: bars in pairs, agreement of the order, what only one has. */
export function ComparePane(props: ComparePaneProps): ReactElement {
  const { explanation: e, label, name, other, host, exportName, onSelectFeature } = props;
  const second = other.explanation;
  const sameName = second.labels.indexOf(e.labels[label] as string);
  const [chosen, setChosen] = useState<number>();
  const otherLabel = Math.min(chosen ?? Math.max(0, sameName), second.labels.length - 1);
  const compared = useMemo(
    () => compareExplanations(e, second, [label, otherLabel]),
    [e, second, label, otherLabel]
  );
  const { features, onlyFirst, onlySecond, ndcg } = compared;
  const units = e.unit === second.unit;
  const how = commonAggregation(e, second);
  const draw = useCallback(
    (style: PlotStyle) => {
      const indices = new Map(e.features.map((feature, index) => [feature, index]));
      const strongest = features[0];
      return groupedBarFigure(
        {
          rows: features.map(feature => ({
            name: feature.name,
            feature: indices.get(feature.name)
          })),
          groups: [
            { name, values: features.map(feature => feature.first) },
            { name: other.name, values: features.map(feature => feature.second) }
          ],
          title: `${how ? AGGREGATION_TEXT[how].axis : 'importance'} (${
            units ? unitText(e.unit, e.labels[label] as string) : 'each in its own unit'
          })`,
          top: BARS,
          summary: strongest
            ? `${strongest.name}: ${short(strongest.first, style.locale)} (rank ${strongest.firstRank ?? '–'}) ` +
              `in ${name}, ${short(strongest.second, style.locale)} (rank ${strongest.secondRank ?? '–'}) in ${other.name}.`
            : 'No feature is shown.'
        },
        style
      );
    },
    [e, label, features, name, other.name, units, how]
  );
  return (
    <div className="ph-Stack">
      {second.labels.length > 1 && (
        <SelectField
          label={`Output of ${other.name}`}
          value={String(otherLabel)}
          choices={second.labels.map((text, index) => ({ value: String(index), label: text }))}
          onChange={value => setChosen(Number(value))}
        />
      )}
      {!units && (
        <Banner kind="warning" title="The two are in different units.">
          Compare the order of features, not the length of bars.
        </Banner>
      )}
      {!how && (
        <Banner kind="warning" title="The two were aggregated in different ways.">
          {AGGREGATION_TEXT[ownAggregation(e)].name} of contributions in {name},{' '}
          {AGGREGATION_TEXT[ownAggregation(second)].name.toLowerCase()} in {other.name}, and no
          records to work them out alike: compare the order of features, not the length of bars.
        </Banner>
      )}
      {ndcg !== undefined && (
        <p>
          Agreement of the order (NDCG){' '}
          <strong className="ph-number">
            {ndcg.toLocaleString(host.locale, { maximumFractionDigits: 3 })}
          </strong>
          {ndcg < NDCG_ALERT
            ? `: below ${NDCG_ALERT.toLocaleString(host.locale, { minimumFractionDigits: 2 })}, where monitors raise an alert.`
            : `: at least ${NDCG_ALERT.toLocaleString(host.locale, { minimumFractionDigits: 2 })}, no alert of a monitor.`}
        </p>
      )}
      <Chart
        label="Importance in both"
        draw={draw}
        host={host}
        exportName={`${exportName}-comparison`}
        onSelect={(point: FigurePoint) => {
          if (point.feature !== undefined) {
            onSelectFeature(point.feature);
          }
        }}
      />
      <OnlyIn name={name} features={onlyFirst} />
      <OnlyIn name={other.name} features={onlySecond} />
    </div>
  );
}

function OnlyIn({ name, features }: { name: string; features: string[] }): ReactElement | null {
  if (features.length === 0) {
    return null;
  }
  const rest = features.length - LISTED;
  return (
    <p className="ph-muted">
      Only in {name}:{' '}
      {features
        .slice(0, LISTED)
        .map(text => text.slice(0, 120))
        .join(', ')}
      {rest > 0 ? ` and ${rest} more` : ''}.
    </p>
  );
}
