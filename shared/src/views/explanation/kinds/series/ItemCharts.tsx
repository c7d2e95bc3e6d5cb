import { useCallback, useMemo, useState, type ReactElement } from 'react';
import {
  featureTotals,
  forecastSum,
  scoreAt,
  timeMatrix,
  timeSteps,
  type FeatureTotal
} from '../../../../explain/series/aggregate';
import { seriesNotes } from '../../../../explain/series/checks';
import type { SeriesExplanation, SeriesItem } from '../../../../explain/model';
import type { Host } from '../../../../host';
import { Chart } from '../../../../plots/Chart';
import { short, signed } from '../../../../plots/numbers';
import { seriesForecastFigure } from '../../../../plots/seriesForecast';
import { seriesHeatFigure, shortTimes } from '../../../../plots/seriesHeat';
import { stackedBarsFigure, type StackLayer } from '../../../../plots/stackedBars';
import type { PlotStyle } from '../../../../plots/style';
import { Banner, EmptyState, SelectField, Tabs, useStored } from '../../../parts';
import { FileNotes } from '../FileNotes';
import { StaticTable } from './StaticTable';

export interface ItemChartsProps {
  explanation: SeriesExplanation;
  item: SeriesItem;
  host: Host;
  exportName: string;
}

type View = 'heat' | 'horizon' | 'time' | 'static';
const ALL = 'all';

/** One item: its forecast, and what time steps and columns contribute to it. */
export function ItemCharts({
  explanation: e,
  item,
  host,
  exportName
}: ItemChartsProps): ReactElement {
  const { locale } = host;
  const [view, setView] = useStored<View>(host, 'explanation:series-view', 'heat');
  const [feature, setFeature] = useState(ALL);
  const [step, setStep] = useState(ALL);
  const totals = useMemo(() => featureTotals(e, item), [e, item]);
  const sums = useMemo(() => forecastSum(e, item), [e, item]);
  const times = useMemo(() => timeSteps(item), [item]);
  const reach = useMemo(() => largest(e, item), [e, item]);
  const statics = totals.filter(total => total.isStatic);
  const moving = totals.filter(total => !total.isStatic);
  const chosen = moving.find(total => String(total.feature) === feature);
  const at = step === ALL ? undefined : Number(step);
  const quantity = e.relative ? 'impact score' : 'contribution';
  const hasForecast = !e.relative && item.offset.length > 0;
  const notes = seriesNotes(e, item, sums, value => short(value, locale));
  const warnings = notes.filter(({ kind }) => kind === 'warning');

  const drawForecast = useCallback(
    (style: PlotStyle) => seriesForecastFigure(sums, { item: item.id, step: at }, style),
    [sums, item, at]
  );
  const chosenFeature = chosen?.feature;
  const drawHeat = useCallback(
    (style: PlotStyle) => {
      const matrix = timeMatrix(e, item, chosenFeature);
      const size = chosenFeature === undefined ? largestOf(matrix.values) : reach;
      const name = chosenFeature === undefined ? 'all columns' : (e.features[chosenFeature] ?? '');
      return seriesHeatFigure(matrix, { name, quantity, reach: e.relative ? 1 : size }, style);
    },
    [e, item, chosenFeature, quantity, reach]
  );
  const drawHorizon = useCallback(
    (style: PlotStyle) =>
      stackedBarsFigure(
        {
          columns: Array.from(sums.sum, (_, i) => String(i + 1)),
          layers: totals.map(total => ({
            name: total.name,
            values: total.sums,
            feature: total.feature
          })),
          xTitle: 'step of the horizon',
          yTitle: `${quantity}, all time steps`,
          summary: horizonSummary(totals, item, locale)
        },
        style
      ),
    [sums, totals, item, quantity, locale]
  );
  const drawTime = useCallback(
    (style: PlotStyle) => {
      const layers = alongTime(e, item, totals, at);
      return stackedBarsFigure(
        {
          columns: shortTimes(times),
          layers,
          xTitle: 'time step',
          yTitle:
            at === undefined
              ? `${quantity}, mean over the horizon`
              : `${quantity} to step ${at + 1}`,
          summary: timeSummary(layers, times, at, locale)
        },
        style
      );
    },
    [e, item, totals, times, at, quantity, locale]
  );

  if (item.entries.length === 0 || item.horizon === 0) {
    return (
      <EmptyState title="No contributions">
        The file names {item.id} but holds no contributions to its forecast.
      </EmptyState>
    );
  }
  const shown: View =
    view === 'static' && statics.length === 0
      ? 'heat'
      : (view === 'heat' || view === 'time') && times.length === 0
        ? 'horizon'
        : view;
  const featureField = (
    <SelectField
      label="Column"
      value={chosen ? feature : ALL}
      choices={[
        { value: ALL, label: 'All columns, summed' },
        ...moving.map(total => ({ value: String(total.feature), label: total.name }))
      ]}
      onChange={setFeature}
    />
  );
  const stepField = (
    <SelectField
      label="Step of the horizon"
      value={step}
      choices={[
        { value: ALL, label: 'All steps, mean' },
        ...Array.from({ length: item.horizon }, (_, i) => ({
          value: String(i),
          label: `Step ${i + 1}`
        }))
      ]}
      onChange={setStep}
    />
  );
  return (
    <div className="ph-Stack">
      {warnings.length > 0 && (
        <Banner kind="warning" title="Read this item with care.">
          {warnings.map(({ text }) => text).join('. ')}.
        </Banner>
      )}
      <div className="ph-Split">
        {hasForecast && (
          <section className="ph-Stack" aria-label="Forecast">
            <h2>Forecast</h2>
            <Chart
              label={`Forecast of ${item.id}`}
              draw={drawForecast}
              host={host}
              exportName={`${exportName}-forecast`}
              onSelect={point => point.record !== undefined && setStep(String(point.record))}
            />
          </section>
        )}
        <section className="ph-Stack" aria-label="Contributions">
          <h2>{e.relative ? 'Impact scores' : 'Contributions'}</h2>
          <Tabs<View>
            label="Contributions by"
            tabs={[
              { id: 'heat', label: 'Time and horizon', disabled: times.length === 0 },
              { id: 'time', label: 'Time', disabled: times.length === 0 },
              { id: 'horizon', label: 'Horizon' },
              { id: 'static', label: 'Static columns', disabled: statics.length === 0 }
            ]}
            selected={shown}
            onSelect={setView}
          >
            {shown === 'heat' && (
              <div className="ph-Stack">
                {featureField}
                <Chart
                  label={`${e.relative ? 'Impact scores' : 'Contributions'} by time and horizon`}
                  draw={drawHeat}
                  host={host}
                  exportName={`${exportName}-time-horizon`}
                  onSelect={point => point.record !== undefined && setStep(String(point.record))}
                />
              </div>
            )}
            {shown === 'time' && (
              <div className="ph-Stack">
                {stepField}
                <Chart
                  label="Contributions along time"
                  draw={drawTime}
                  host={host}
                  exportName={`${exportName}-time`}
                  onSelect={point =>
                    point.feature !== undefined && setFeature(String(point.feature))
                  }
                />
              </div>
            )}
            {shown === 'horizon' && (
              <Chart
                label="Contributions along the horizon"
                draw={drawHorizon}
                host={host}
                exportName={`${exportName}-horizon`}
                onSelect={point => point.record !== undefined && setStep(String(point.record))}
              />
            )}
            {shown === 'static' && (
              <StaticTable totals={statics} horizon={item.horizon} step={at} locale={locale}>
                {stepField}
              </StaticTable>
            )}
          </Tabs>
        </section>
      </div>
      <FileNotes
        explanation={e}
        facts={notes.filter(({ kind }) => kind === 'fact').map(({ text }) => text)}
      />
    </div>
  );
}

/** One layer per column: its contribution at each time step. */
function alongTime(
  e: SeriesExplanation,
  item: SeriesItem,
  totals: readonly FeatureTotal[],
  step: number | undefined
): StackLayer[] {
  const times = new Map(timeSteps(item).map((time, i) => [time, i]));
  const layers = new Map(
    totals
      .filter(total => !total.isStatic)
      .map(total => [total.feature, new Float64Array(times.size)] as const)
  );
  item.entries.forEach((entry, index) => {
    const values = layers.get(entry.feature);
    const t = entry.timestamp === undefined ? undefined : times.get(entry.timestamp);
    if (!values || t === undefined) {
      return;
    }
    const from = step ?? 0;
    const to = step === undefined ? item.horizon : step + 1;
    for (let h = from; h < to; h += 1) {
      const score = scoreAt(e, item, index, h);
      values[t] = (values[t] as number) + (Number.isNaN(score) ? 0 : score / (to - from));
    }
  });
  return [...layers].map(([feature, values]) => ({
    feature,
    values,
    name: e.features[feature] ?? `column ${feature + 1}`
  }));
}

function largest(e: SeriesExplanation, item: SeriesItem): number {
  return largestOf(e.values.subarray(item.first, item.first + item.entries.length * item.horizon));
}

function largestOf(values: Float64Array): number {
  return values.reduce((most, value) => (Math.abs(value) > most ? Math.abs(value) : most), 0);
}

function horizonSummary(totals: readonly FeatureTotal[], item: SeriesItem, locale: string): string {
  const [first] = totals;
  if (!first || first.size === 0) {
    return `No column changes the forecast of ${item.id}.`;
  }
  return (
    `${first.name} has the largest contributions of ${totals.length} columns; over all time steps ` +
    `it changes step 1 by ${signed(first.sums[0] ?? 0, locale)}.`
  );
}

function timeSummary(
  layers: readonly StackLayer[],
  times: readonly string[],
  step: number | undefined,
  locale: string
): string {
  let best: { name: string; time: string; value: number } | undefined;
  for (const { name, values } of layers) {
    times.forEach((time, t) => {
      const value = values[t] as number;
      if (Math.abs(value) > Math.abs(best?.value ?? 0)) {
        best = { name, time, value };
      }
    });
  }
  const to = step === undefined ? 'the forecast on average' : `step ${step + 1}`;
  return best
    ? `${best.name} at ${best.time} changes ${to} most: ${signed(best.value, locale)}.`
    : `No time step changes ${to}.`;
}
