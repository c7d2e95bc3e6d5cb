import { useCallback, useMemo, useState, type ReactElement } from 'react';
import type { PdpCurve, PdpExplanation } from '../../../../explain/model';
import { coverage, curveOf, curvesByEffect, sharesOf } from '../../../../explain/pdp/curves';
import { findNames } from '../../../../explain/search';
import { Chart } from '../../../../plots/Chart';
import { percentText } from '../../../../plots/numbers';
import { pdpCurveFigure } from '../../../../plots/pdpCurve';
import { pdpGridFigure } from '../../../../plots/pdpGrid';
import type { PlotStyle } from '../../../../plots/style';
import { Banner, Button, Checkbox, EmptyState, SelectField, Tabs, useStored } from '../../../parts';
import { FileNotes } from '../FileNotes';
import type { KindProps } from '../registry';
import { CurveList } from './CurveList';

type View = 'feature' | 'grid';

/** Stands for all labels in the picker. */
const ALL = '';
/** Small charts side by side. */
const TOP = 12;

/** How the mean prediction goes with the value of one feature, and with those of the strongest. */
export default function PdpView({
  explanation: e,
  host,
  exportName,
  comparison,
  onPickComparison,
  onEndComparison
}: KindProps<PdpExplanation>): ReactElement {
  const labels = useMemo(() => [...new Set(e.curves.flatMap(curve => curve.labels))], [e]);
  const [label, setLabel] = useState(labels.length > 1 ? ALL : (labels[0] ?? ALL));
  const [centred, setCentred] = useStored(host, 'explanation:pdp-centred', false);
  const [view, setView] = useStored<View>(host, 'explanation:pdp-view', 'feature');
  const [search, setSearch] = useState('');
  const one = label === ALL ? labels[0] : label;
  const ranked = useMemo(() => curvesByEffect(e, one), [e, one]);
  const [chosen, setChosen] = useState<number>();
  const shown = useMemo(() => {
    const found = findNames(
      e.curves.map(({ feature }) => feature),
      search
    );
    return found ? ranked.filter(i => found.includes(i)) : ranked;
  }, [e, ranked, search]);
  const selected = chosen ?? ranked[0] ?? 0;
  const curve = e.curves[selected];

  const hasCurve = curve !== undefined && drawnLabels(curve, label).length > 0;
  const other = comparison?.explanation;
  const match = other?.curves.find(
    each => each.feature === curve?.feature && each.error === undefined
  );
  // Both charts hold both curves, so that they can be compared by eye.
  const hold = useMemo(
    () => [
      ...(curve ? values(e, curve, label, centred) : []),
      ...(other && match ? values(other, match, label, centred) : [])
    ],
    [e, curve, other, match, label, centred]
  );
  const drawCurve = useCallback(
    (style: PlotStyle) => {
      const own = e.curves[selected] as PdpCurve;
      return pdpCurveFigure(e, own, { labels: drawnLabels(own, label), centred, hold }, style);
    },
    [e, selected, label, centred, hold]
  );
  const drawOther = useCallback(
    (style: PlotStyle) => {
      const [explanation, own] = [other, match] as [PdpExplanation, PdpCurve];
      const labelsOfOther = drawnLabels(own, label);
      return pdpCurveFigure(explanation, own, { labels: labelsOfOther, centred, hold }, style);
    },
    [other, match, label, centred, hold]
  );
  const drawGrid = useCallback(
    (style: PlotStyle) =>
      pdpGridFigure(
        e,
        {
          curves: ranked.filter(i => e.curves[i]?.error === undefined).slice(0, TOP),
          label: one ?? '',
          centred
        },
        style
      ),
    [e, ranked, one, centred]
  );

  if (!curve) {
    return (
      <>
        <EmptyState title="No partial dependence">
          The section is in the file but names no feature.
        </EmptyState>
        <FileNotes explanation={e} />
      </>
    );
  }
  const failed = e.curves.filter(({ error }) => error !== undefined).length;
  return (
    <div className="ph-Stack">
      <div className="ph-Row">
        {labels.length > 1 ? (
          <SelectField
            label="Explained output"
            value={label}
            choices={[
              { value: ALL, label: 'All outputs on one axis' },
              ...labels.map(name => ({ value: name, label: name }))
            ]}
            onChange={setLabel}
          />
        ) : (
          <span>
            Explained output: <strong>{labels[0] ?? 'not named'}</strong>
          </span>
        )}
        <Checkbox
          label="Centred"
          hint="Changes from the first value"
          checked={centred}
          onChange={setCentred}
        />
        {onPickComparison && (
          <Button kind="quiet" onClick={onPickComparison}>
            {comparison ? 'Compare with another' : 'Compare'}
          </Button>
        )}
        {comparison && onEndComparison && (
          <Button kind="quiet" icon="close" onClick={onEndComparison}>
            End comparison
          </Button>
        )}
      </div>
      <Tabs<View>
        label="Partial dependence of"
        tabs={[
          { id: 'feature', label: 'One feature' },
          { id: 'grid', label: 'Strongest features' }
        ]}
        selected={view}
        onSelect={setView}
      >
        {view === 'feature' ? (
          <div className="ph-Split">
            <CurveList
              explanation={e}
              label={one}
              shown={shown}
              search={search}
              onSearch={setSearch}
              selected={selected}
              onSelect={setChosen}
              locale={host.locale}
            />
            <section className="ph-Stack" aria-label="Partial dependence">
              <h2 className="ph-Pdp-title" dir="auto">
                {curve.feature}
              </h2>
              <CurveProblem curve={curve} drawn={hasCurve} label={label} />
              {curve.error === undefined && hasCurve && curve.grid.length > 0 && (
                <Chart
                  label={`Partial dependence on ${curve.feature}`}
                  draw={drawCurve}
                  host={host}
                  exportName={`${exportName}-pdp-${curve.feature.slice(0, 40)}`}
                />
              )}
              <CurveFacts curve={curve} locale={host.locale} />
              {comparison && (
                <>
                  <h3 dir="auto">{comparison.name}</h3>
                  {match && drawnLabels(match, label).length > 0 ? (
                    <Chart
                      label={`Partial dependence on ${curve.feature} in ${comparison.name}`}
                      draw={drawOther}
                      host={host}
                      exportName={`${exportName}-pdp-compared`}
                    />
                  ) : (
                    <p className="ph-muted">It holds no such curve of {curve.feature}.</p>
                  )}
                </>
              )}
            </section>
          </div>
        ) : (
          <Chart
            label={`Partial dependence on the strongest features, ${one ?? 'output'}`}
            draw={drawGrid}
            host={host}
            exportName={`${exportName}-pdp`}
            onSelect={point => {
              if (point.feature !== undefined) {
                setChosen(point.feature);
                setView('feature');
              }
            }}
          />
        )}
      </Tabs>
      <FileNotes
        explanation={e}
        facts={[
          'Partial dependence: mean prediction of all rows with one feature set to a value',
          'Shows the mean effect and hides interactions; combinations may be unlike the data',
          'Nothing is drawn beyond the values in the file; curves of single rows are not in the file',
          ...(failed > 0 ? [`${failed} of ${e.curves.length} features failed`] : [])
        ]}
      />
    </div>
  );
}

/** Indices of the labels to draw among the curve's own. */
function drawnLabels(curve: PdpCurve, label: string): number[] {
  return curve.labels.flatMap((name, i) => (label === ALL || name === label ? [i] : []));
}

/** All numbers that are drawn of a curve. */
function values(e: PdpExplanation, curve: PdpCurve, label: string, centred: boolean): number[] {
  const { order } = sharesOf(curve);
  return drawnLabels(curve, label).flatMap(own => [...curveOf(e, curve, own, { order, centred })]);
}

function CurveProblem({
  curve,
  drawn,
  label
}: {
  curve: PdpCurve;
  drawn: boolean;
  label: string;
}): ReactElement | null {
  if (curve.error !== undefined) {
    return (
      <Banner kind="warning" title="There is no curve of this feature.">
        The analysis failed for it: {curve.error}
      </Banner>
    );
  }
  if (curve.grid.length === 0 || !drawn) {
    return (
      <Banner kind="info" title="There is no curve to show.">
        {curve.grid.length === 0
          ? 'The file holds no values of this feature.'
          : `The file holds no predictions of ${label} for this feature.`}
      </Banner>
    );
  }
  return null;
}

function CurveFacts({ curve, locale }: { curve: PdpCurve; locale: string }): ReactElement | null {
  if (curve.error !== undefined) {
    return null;
  }
  const covered = coverage(curve);
  const text = Number.isNaN(covered)
    ? 'The file does not say how the rows are distributed.'
    : covered < 0.98
      ? `The values shown cover ${percentText(covered, locale, 1)} of the rows; the others are not in the file.`
      : undefined;
  return text ? <p className="ph-muted">{text}</p> : null;
}
