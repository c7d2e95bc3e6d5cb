/** Mean of absolute contributions per feature, strongest first. */
import type { Data } from 'plotly.js';
import type { TabularExplanation } from '../explain/model';
import { globalValues, meanSigned, orderBySize, topOf } from '../explain/order';
import { cutMiddle, plotText } from './escape';
import { baseLayout, ROW, rowAxis, unitText, valueAxis, type PlotFigure } from './figure';
import { short, signed } from './numbers';
import { fitName, labelledRange, plotWidth, titleHeight, wrappedTitle } from './room';
import type { PlotStyle } from './style';

export interface GlobalBarOptions {
  label: number;
  /** Bars before "others"; default: 20. */
  top?: number;
  /** Show only these features, e.g. those found by a search. */
  only?: readonly number[];
  /** Feature to mark. */
  selected?: number;
}

export function globalBarFigure(
  e: TabularExplanation,
  { label, top = 20, only, selected }: GlobalBarOptions,
  style: PlotStyle
): PlotFigure {
  const values = globalValues(e, label);
  const means = e.records > 0 ? meanSigned(e, label) : undefined;
  const ranked = orderBySize(values);
  const shown = only ? ranked.filter(f => only.includes(f)) : ranked;
  const { top: first, others } = topOf(values, shown, top);
  const name = (f: number): string => e.features[f] as string;
  const unit = unitText(e.unit, e.labels[label] as string);
  const bars = first.map(f => ({
    name: fitName(name(f), style, 28),
    value: values[f] as number
  }));
  if (others.count > 0) {
    bars.push({ name: `others (${others.count})`, value: others.sumOfSizes });
  }
  const rows = bars.map((_, i) => i);
  const data: Data[] = [
    {
      type: 'bar',
      orientation: 'h',
      x: bars.map(bar => bar.value),
      y: rows,
      width: 0.68,
      text: bars.map(bar => plotText(short(bar.value, style.locale))),
      textposition: 'outside',
      cliponaxis: false,
      hoverinfo: 'none',
      marker: {
        color: first
          .map(f => (f === selected ? style.accent : style.muted))
          .concat(others.count > 0 ? [style.grid] : []),
        line: { color: style.text, width: style.highContrast ? 1 : 0 }
      }
    } as Data
  ];
  if (means) {
    data.push({
      type: 'scatter',
      mode: 'markers',
      x: first.map(f => Math.abs(means[f] as number)),
      y: first.map((_, i) => i),
      hoverinfo: 'none',
      cliponaxis: false,
      marker: {
        symbol: 'line-ns-open',
        size: 12,
        line: { width: 2 },
        color: first.map(f => ((means[f] as number) >= 0 ? style.raises : style.lowers))
      }
    } as Data);
  }
  const width = plotWidth(
    bars.map(bar => bar.name),
    style
  );
  const sizes = bars.map(bar => bar.value).filter(Number.isFinite);
  const [, end] = labelledRange(
    [0, Math.max(0, ...sizes)],
    sizes.map(at => ({ at, side: 1, text: short(at, style.locale) })),
    width,
    style
  );
  const title = wrappedTitle(
    `mean |contribution| (${cutMiddle(unit, 40)})${means ? '; tick: |signed mean|, colour: its direction' : ''}`,
    width,
    style
  );
  const height = Math.max(1, bars.length) * ROW + 72 + titleHeight(title, style);
  const strongest = first[0];
  return {
    data,
    layout: {
      ...baseLayout(style, height),
      xaxis: { ...valueAxis(title, style, width), range: [0, end] },
      yaxis: rowAxis(
        bars.map(bar => plotText(bar.name)),
        style
      )
    },
    height,
    summary:
      strongest === undefined
        ? 'No feature is shown.'
        : `${name(strongest)} matters most of ${e.features.length} features: it moves ` +
          `${e.labels[label]} by ${short(values[strongest], style.locale)} (${unit}) on average.`,
    table: {
      columns: [
        { name: 'Rank', numeric: true },
        { name: 'Feature', numeric: false },
        { name: 'Mean |contribution|', numeric: true },
        ...(means ? [{ name: 'Signed mean', numeric: true }] : [])
      ],
      rows: shown.map(f => [
        ranked.indexOf(f) + 1,
        name(f),
        finite(values[f]),
        ...(means ? [finite(means[f])] : [])
      ])
    },
    points: {
      rows: bars.length,
      length: () => 1,
      at: row => {
        const feature = first[row];
        const value = bars[row]?.value as number;
        if (feature === undefined) {
          return {
            x: value,
            y: row,
            text: `${others.count} other features: ${short(value, style.locale)} together`
          };
        }
        const mean = means ? `, signed mean ${signed(means[feature] as number, style.locale)}` : '';
        return {
          x: value,
          y: row,
          feature,
          text: `${name(feature)}: ${short(value, style.locale)}${mean}`
        };
      }
    }
  };
}

function finite(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
