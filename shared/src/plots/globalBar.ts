/** How much each feature matters over many records, strongest first. */
import type { Data } from 'plotly.js';
import { AGGREGATION_TEXT, ownAggregation } from '../explain/aggregate';
import type { Aggregation, TabularExplanation } from '../explain/model';
import { globalValues, meanSigned, orderBySize, topOf } from '../explain/order';
import { cutMiddle, plotText } from './escape';
import { baseLayout, ROW, rowAxis, unitText, valueAxis, type PlotFigure } from './figure';
import { short, signed } from './numbers';
import { fitName, labelledRange, plotWidth, titleHeight, wrappedTitle, type Beside } from './room';
import type { PlotStyle } from './style';

export interface GlobalBarOptions {
  label: number;
  /** Bars before "others"; default: 20. */
  top?: number;
  /** Show only these features, e.g. those found by a search. */
  only?: readonly number[];
  /** Only these records. */
  records?: Uint32Array;
  /** Feature to mark. */
  selected?: number;
  /** Means with their sign instead of sizes. */
  signed?: boolean;
  /** How contributions become one size; default: as in the file. */
  how?: Aggregation;
  /** End of the axis, to compare figures; default: what fits. */
  reach?: number;
}

export function globalBarFigure(
  e: TabularExplanation,
  options: GlobalBarOptions,
  style: PlotStyle
): PlotFigure {
  const { label, top = 20, only, records, selected, reach, how = ownAggregation(e) } = options;
  const sizes = globalValues(e, label, records, how);
  const means = e.records > 0 ? meanSigned(e, label, records) : undefined;
  const byMean = options.signed === true && means !== undefined;
  // Clarify's medians have a sign too.
  const bySign = byMean || how === 'median';
  const values = byMean ? means : sizes;
  const ticks = how === 'mean_abs' && !bySign ? means : undefined;
  const ranked = orderBySize(values);
  const wanted = only && new Set(only);
  const shown = wanted ? ranked.filter(f => wanted.has(f)) : ranked;
  const { top: first, others } = topOf(values, shown, top);
  const name = (f: number): string => e.features[f] as string;
  const unit = unitText(e.unit, e.labels[label] as string);
  const measure = AGGREGATION_TEXT[how].axis;
  const text = (value: number): string =>
    bySign ? signed(value, style.locale) : short(value, style.locale);
  // Medians and largest values of several features have no sum that means anything.
  const isSum = byMean || how === 'mean_abs' || how === 'mean_sq';
  const rest = isSum ? NaN : (values[shown[first.length] ?? -1] ?? NaN);
  const bars = first.map(f => ({ name: fitName(name(f), style, 28), value: values[f] as number }));
  if (others.count > 0) {
    bars.push({
      name: `others (${others.count}${isSum ? '' : ', largest'})`,
      value: !isSum ? rest : bySign ? others.sum : others.sumOfSizes
    });
  }
  const color = (f: number): string =>
    f === selected
      ? style.accent
      : bySign
        ? (values[f] as number) >= 0
          ? style.raises
          : style.lowers
        : style.muted;
  const data: Data[] = [
    {
      type: 'bar',
      orientation: 'h',
      x: bars.map(bar => bar.value),
      y: bars.map((_, i) => i),
      width: 0.68,
      text: bars.map(bar => plotText(text(bar.value))),
      textposition: 'outside',
      cliponaxis: false,
      hoverinfo: 'none',
      marker: {
        color: first.map(color).concat(others.count > 0 ? [style.grid] : []),
        line: { color: style.text, width: style.highContrast ? 1 : 0 },
        pattern: {
          shape: bars.map(bar => (style.highContrast && bar.value < 0 ? '/' : ''))
        }
      }
    } as Data
  ];
  if (ticks) {
    data.push(signedTicks(first, ticks, style));
  }
  const width = plotWidth(
    bars.map(bar => bar.name),
    style
  );
  const ends = bars.map(bar => bar.value).filter(Number.isFinite);
  const range = labelledRange(
    bySign
      ? ([-(reach ?? 0), reach ?? 0].map((edge, i) =>
          i === 0 ? Math.min(edge, 0, ...ends) : Math.max(edge, 0, ...ends)
        ) as [number, number])
      : [0, Math.max(0, reach ?? 0, ...ends)],
    ends.map((at): Beside => ({ at, side: at < 0 ? -1 : 1, text: text(at) })),
    width,
    style
  );
  const title = wrappedTitle(
    bySign
      ? `${byMean ? 'mean contribution' : measure} (${cutMiddle(unit, 40)}): lowers\u00a0\u00a0←\u00a0\u00a00\u00a0\u00a0→\u00a0\u00a0raises`
      : `${measure} (${cutMiddle(unit, 40)}${how === 'mean_sq' ? ', squared' : ''})` +
          (ticks ? '; tick: |signed mean|, colour: its direction' : ''),
    width,
    style
  );
  const height = Math.max(1, bars.length) * ROW + 72 + titleHeight(title, style);
  return {
    data,
    layout: {
      ...baseLayout(style, height),
      xaxis: { ...valueAxis(title, style, width), range: bySign ? range : [0, range[1]] },
      yaxis: rowAxis(
        bars.map(bar => plotText(bar.name)),
        style
      )
    },
    height,
    summary: sentence(e, options, first[0], values, unit, byMean, style.locale),
    table: {
      columns: [
        { name: 'Rank', numeric: true },
        { name: 'Feature', numeric: false },
        { name: measure.charAt(0).toUpperCase() + measure.slice(1), numeric: true },
        ...(means ? [{ name: 'Signed mean', numeric: true }] : [])
      ],
      rows: tableRows(shown, ranked, name, sizes, means)
    },
    points: {
      rows: bars.length,
      length: () => 1,
      at: row => {
        const feature = first[row];
        const value = bars[row]?.value as number;
        if (feature === undefined) {
          const all = bySign ? `; sizes add up to ${short(others.sumOfSizes, style.locale)}` : '';
          return {
            x: value,
            y: row,
            text: isSum
              ? `${others.count} other features: ${text(value)} together${all}`
              : `${others.count} other features: none beyond ${text(value)}`
          };
        }
        const mean =
          means && !byMean
            ? `, signed mean ${signed(means[feature] as number, style.locale)}`
            : byMean
              ? `, ${AGGREGATION_TEXT[how].name.toLowerCase()} ${short(sizes[feature], style.locale)}`
              : '';
        return { x: value, y: row, feature, text: `${name(feature)}: ${text(value)}${mean}` };
      }
    }
  };
}

/** A tick on each bar where its signed mean would end. */
function signedTicks(first: readonly number[], means: Float64Array, style: PlotStyle): Data {
  return {
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
  } as Data;
}

function tableRows(
  shown: readonly number[],
  ranked: readonly number[],
  name: (f: number) => string,
  sizes: Float64Array,
  means: Float64Array | undefined
): (string | number | null)[][] {
  const rank = new Uint32Array(ranked.length);
  ranked.forEach((f, i) => (rank[f] = i + 1));
  return shown.map(f => [
    rank[f] as number,
    name(f),
    finite(sizes[f]),
    ...(means ? [finite(means[f])] : [])
  ]);
}

function sentence(
  e: TabularExplanation,
  { label, records, how = ownAggregation(e) }: GlobalBarOptions,
  strongest: number | undefined,
  values: Float64Array,
  unit: string,
  byMean: boolean,
  locale: string | undefined
): string {
  if (strongest === undefined) {
    return 'No feature is shown.';
  }
  const value = values[strongest] as number;
  const among = records
    ? ` Over ${records.length.toLocaleString(locale)} ${records.length === 1 ? 'record' : 'records'}.`
    : '';
  if (Number.isNaN(value)) {
    return `No feature has a value.${among}`;
  }
  const features =
    e.features.length === 1 ? 'the only feature' : `most of ${e.features.length} features`;
  if (!byMean && how !== 'mean_abs') {
    const { axis } = AGGREGATION_TEXT[how];
    return `${e.features[strongest]} matters ${features}: ${axis} ${short(value, locale)} (${unit}).${among}`;
  }
  return byMean
    ? `${e.features[strongest]} ${value < 0 ? 'lowers' : 'raises'} ${e.labels[label]} by ` +
        `${short(Math.abs(value), locale)} (${unit}) on average, ${e.features.length === 1 ? '' : 'the '}${features}.${among}`
    : `${e.features[strongest]} matters ${features}: it moves ${e.labels[label]} by ` +
        `${short(value, locale)} (${unit}) on average.${among}`;
}

/** For tables: a number, or nothing. */
export function finite(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
