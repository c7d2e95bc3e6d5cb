/** Bars of several groups beside each other: labels, cohorts or two explanations. */
import type { Data } from 'plotly.js';
import { plotText } from './escape';
import { baseLayout, rowAxis, valueAxis, type PlotFigure } from './figure';
import { finite } from './globalBar';
import { short } from './numbers';
import { fitName, labelledRange, plotWidth, textWidth, titleHeight, wrappedTitle } from './room';
import type { PlotStyle } from './style';

export interface BarGroup {
  /** Plain text. */
  name: string;
  /** One per row; `undefined`: the group does not have the row. */
  values: readonly (number | undefined)[];
}

export interface GroupedBars {
  rows: { name: string; feature?: number }[];
  groups: BarGroup[];
  /** Title of the axis. */
  title: string;
  summary: string;
  /** Rows shown of those given; default: 20. */
  top?: number;
}

/** Height of one bar and of the gap between rows, in px. */
const BAR = 13;
const GAP = 10;

/** More groups than there are colours are not drawn; the table has all. */
export function groupedBarFigure(bars: GroupedBars, style: PlotStyle): PlotFigure {
  const { rows, title, summary, top = 20 } = bars;
  const groups = bars.groups.slice(0, style.categories.length);
  const shown = rows.slice(0, top);
  const names = shown.map(row => fitName(row.name, style, 28));
  const width = plotWidth(names, style);
  const ends = groups
    .flatMap(group => group.values.slice(0, top))
    .filter((value): value is number => value !== undefined && Number.isFinite(value));
  const [low, high] = labelledRange(
    [Math.min(0, ...ends), Math.max(0, ...ends)],
    ends.map(at => ({
      at,
      side: at < 0 ? (-1 as const) : (1 as const),
      text: short(at, style.locale)
    })),
    width,
    style
  );
  const rowHeight = groups.length * BAR + GAP;
  const barWidth = BAR / rowHeight;
  const offset = (group: number): number => (group - (groups.length - 1) / 2) * barWidth;
  const heading = wrappedTitle(title, width, style);
  const legendLines = wrapCount(
    groups.map(group => group.name),
    style
  );
  const legend = legendLines * style.fontSize * 1.7 + 8;
  const height = Math.max(1, shown.length) * rowHeight + 64 + legend + titleHeight(heading, style);
  const base = baseLayout(style, height);
  return {
    data: groups.map(
      (group, g) =>
        ({
          type: 'bar',
          orientation: 'h',
          name: plotText(fitName(group.name, style, 40)),
          x: shown.map((_, i) => group.values[i] ?? null),
          y: shown.map((_, i) => i + offset(g)),
          width: barWidth * 0.86,
          text: shown.map((_, i) => plotText(short(group.values[i] ?? NaN, style.locale))),
          textposition: 'outside',
          cliponaxis: false,
          hoverinfo: 'none',
          marker: {
            color: style.categories[g],
            line: { color: style.text, width: style.highContrast ? 1 : 0 },
            // Neighbours must differ by more than colour.
            pattern: { shape: style.highContrast && g % 2 === 1 ? '/' : '' }
          }
        }) as Data
    ),
    layout: {
      ...base,
      barmode: 'overlay',
      showlegend: true,
      legend: {
        orientation: 'h',
        x: 0,
        xanchor: 'left',
        y: 1,
        yanchor: 'bottom',
        font: { color: style.text },
        itemclick: false,
        itemdoubleclick: false
      },
      margin: { ...base.margin, t: legend },
      xaxis: { ...valueAxis(heading, style, width), range: [low, high] },
      yaxis: rowAxis(names.map(plotText), style)
    },
    height,
    summary,
    table: {
      columns: [
        { name: 'Feature', numeric: false },
        ...bars.groups.map(group => ({ name: group.name, numeric: true }))
      ],
      rows: rows.map((row, i) => [row.name, ...bars.groups.map(group => finite(group.values[i]))])
    },
    points: {
      rows: shown.length,
      length: () => groups.length,
      at: (row, g) => {
        const value = groups[g]?.values[row];
        return {
          x: value ?? 0,
          y: row + offset(g),
          feature: shown[row]?.feature,
          text: `${shown[row]?.name}, ${groups[g]?.name}: ${value === undefined ? 'does not have it' : short(value, style.locale)}`
        };
      }
    },
    hit: (_, y) => {
      const row = Math.round(y);
      const g = Math.round((y - row) / barWidth + (groups.length - 1) / 2);
      const group = groups[g];
      if (!group || !shown[row]) {
        return undefined;
      }
      const value = group.values[row];
      return {
        x: value ?? 0,
        y,
        feature: shown[row].feature,
        text: `${shown[row].name}, ${group.name}: ${value === undefined ? 'does not have it' : short(value, style.locale)}`
      };
    }
  };
}

/** Lines that the names of a legend take side by side. */
function wrapCount(names: readonly string[], style: PlotStyle): number {
  let lines = 1;
  let used = 0;
  for (const name of names) {
    const needs = textWidth(fitName(name, style, 40), style) + 48;
    if (used > 0 && used + needs > style.width) {
      lines += 1;
      used = 0;
    }
    used += needs;
  }
  return lines;
}
