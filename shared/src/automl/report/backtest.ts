/**
 * Back-tests of a forecasting job: forecasts of times that are known. The service does not
 * document its files; those of the engine are described in `docs/forecasting.md`. A table of
 * another writer is read if it has a column per quantile.
 */
import { CsvReader } from '../../explain/formats/csv';
import { isFields, looseJson, numberOf, textOf, type Fields } from '../fields';

export interface BacktestWindow {
  window: number;
  first: string;
  last: string;
}

export interface ModelAccuracy {
  model: string;
  /** Its part of the blend; absent for the blend itself. */
  weight?: number;
  metrics: ReadonlyMap<string, number>;
  coverage?: number;
  byWindow: ReadonlyMap<string, number>[];
}

export interface Accuracy {
  horizon?: number;
  frequency?: string;
  items?: number;
  judgedBy?: string;
  windows: BacktestWindow[];
  models: ModelAccuracy[];
}

/** Metrics of one item and model. */
export interface ItemAccuracy {
  model: string;
  item: string;
  metrics: ReadonlyMap<string, number>;
}

export interface ItemTable {
  metrics: string[];
  rows: ItemAccuracy[];
  /** Rows beyond those read. */
  omitted: number;
}

/** Forecasts of one item, in the order of the file. */
export interface ItemForecast {
  item: string;
  timestamps: string[];
  windows: number[];
  actual: number[];
  /** One list per quantile of {@link ForecastTable.quantiles}. */
  quantiles: number[][];
  mean: number[];
}

export interface ForecastTable {
  /** `p10`, `p50` … */
  quantiles: string[];
  target: string;
  items: Map<string, ItemForecast>;
  rows: number;
  /** True if rows were left out. */
  cut: boolean;
}

const MOST_ITEM_ROWS = 100_000;
const MOST_FORECAST_ROWS = 500_000;

function metricMap(value: unknown): ReadonlyMap<string, number> {
  const map = new Map<string, number>();
  for (const [name, found] of Object.entries(isFields(value) ? value : {})) {
    const number = numberOf(found);
    if (number !== undefined) {
      map.set(name, number);
    }
  }
  return map;
}

const list = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);

/** Read `accuracy_metrics.json`; `undefined` if this is another document. */
export function parseAccuracy(text: string): Accuracy | undefined {
  let found: unknown;
  try {
    found = looseJson(text);
  } catch {
    return undefined;
  }
  if (!isFields(found) || !Array.isArray(found.models)) {
    return undefined;
  }
  return {
    horizon: numberOf(found.horizon),
    frequency: textOf(found.frequency),
    items: numberOf(found.items),
    judgedBy: textOf(found.judged_by),
    windows: list(found.windows).map((one, index) => ({
      window: numberOf(one.window) ?? index + 1,
      first: textOf(one.first_timestamp) ?? '',
      last: textOf(one.last_timestamp) ?? ''
    })),
    models: list(found.models).map(one => ({
      model: textOf(one.model) ?? 'model',
      weight: numberOf(one.weight),
      metrics: metricMap(one.metrics),
      coverage: numberOf(one.coverage_p10_p90),
      byWindow: list(one.metrics_by_window).map(metricMap)
    }))
  };
}

/** Names of items and groups as one. */
export function itemName(keys: readonly string[]): string {
  return keys.join(' / ');
}

/**
 * Read `accuracy_metrics_per_item.csv`: `model`, item and grouping columns, one column per metric.
 *
 * @param metrics - Names of metrics, as `accuracy_metrics.json` has them; other columns are keys.
 */
export function parseItemAccuracy(text: string, metrics: ReadonlySet<string>): ItemTable {
  const table: ItemTable = { metrics: [], rows: [], omitted: 0 };
  let header: string[] | undefined;
  let from = 1;
  const reader = new CsvReader(cells => {
    if (!header) {
      header = cells;
      // Metrics stand last: a key column may bear the name of one.
      from = cells.length;
      while (from > 1 && metrics.has(cells[from - 1] as string)) {
        from -= 1;
      }
      table.metrics = cells.slice(from);
      return;
    }
    if (table.rows.length === MOST_ITEM_ROWS) {
      table.omitted += 1;
      return;
    }
    const values = new Map<string, number>();
    table.metrics.forEach((name, index) => {
      const number = numberOf(cells[from + index]);
      if (number !== undefined) {
        values.set(name, number);
      }
    });
    table.rows.push({
      model: cells[0] ?? '',
      item: itemName(cells.slice(1, from)),
      metrics: values
    });
  });
  reader.push(text);
  reader.end();
  return table;
}

interface Layout {
  keys: number[];
  timestamp: number;
  window: number;
  actual: number;
  quantiles: number[];
  mean: number;
}

/** Where the columns are; `undefined` if no column is a quantile's. */
function layoutOf(header: readonly string[]): Layout | undefined {
  const quantiles = header.flatMap((name, i) => (/^p\d{1,2}$/.test(name) ? [i] : []));
  const first = quantiles[0];
  if (first === undefined) {
    return undefined;
  }
  // The last one before the quantiles: a key column may be called so, too.
  const window = header.lastIndexOf('window', first);
  const before = window >= 0 ? window : first - 1;
  const timestamp = Math.max(0, before - 1);
  return {
    keys: Array.from({ length: timestamp }, (_, i) => i),
    timestamp,
    window,
    actual: first - 1,
    quantiles,
    mean: header.lastIndexOf('mean')
  };
}

/** Reads a table of forecasts as it arrives. */
export class ForecastReader {
  private layout: Layout | undefined;
  private header: string[] | undefined;
  private readonly table: ForecastTable = {
    quantiles: [],
    target: '',
    items: new Map(),
    rows: 0,
    cut: false
  };
  private readonly reader = new CsvReader(cells => this.read(cells));

  /** True once the rows that are kept are full. */
  get isFull(): boolean {
    return this.table.cut;
  }

  push(text: string): void {
    this.reader.push(text);
  }

  /** @returns `undefined` if the text is no table of forecasts. */
  end(): ForecastTable | undefined {
    this.reader.end();
    return this.layout && this.table;
  }

  private read(cells: string[]): void {
    if (!this.header) {
      this.header = cells;
      this.layout = layoutOf(cells);
      if (this.layout) {
        this.table.quantiles = this.layout.quantiles.map(i => cells[i] as string);
        this.table.target = cells[this.layout.actual] ?? '';
      }
      return;
    }
    const { layout, table } = this;
    if (!layout) {
      return;
    }
    if (table.rows >= MOST_FORECAST_ROWS) {
      table.cut = true;
      return;
    }
    table.rows += 1;
    const number = (at: number): number => numberOf(cells[at]) ?? NaN;
    const item = itemName(layout.keys.map(i => cells[i] ?? ''));
    let forecast = table.items.get(item);
    if (!forecast) {
      forecast = {
        item,
        timestamps: [],
        windows: [],
        actual: [],
        quantiles: layout.quantiles.map(() => []),
        mean: []
      };
      table.items.set(item, forecast);
    }
    forecast.timestamps.push(cells[layout.timestamp] ?? '');
    forecast.windows.push(layout.window < 0 ? 1 : number(layout.window));
    forecast.actual.push(number(layout.actual));
    layout.quantiles.forEach((at, q) => forecast.quantiles[q]?.push(number(at)));
    forecast.mean.push(layout.mean < 0 ? NaN : number(layout.mean));
  }
}

/** Share of known values between the lowest and the highest quantile; `NaN` without any. */
export function coverageOf(forecast: ItemForecast): number {
  const low = forecast.quantiles[0];
  const high = forecast.quantiles[forecast.quantiles.length - 1];
  let known = 0;
  let inside = 0;
  forecast.actual.forEach((value, i) => {
    const [from, to] = [low?.[i] ?? NaN, high?.[i] ?? NaN];
    if (![value, from, to].some(Number.isNaN)) {
      known += 1;
      inside += value >= Math.min(from, to) && value <= Math.max(from, to) ? 1 : 0;
    }
  });
  return known > 0 ? inside / known : NaN;
}
