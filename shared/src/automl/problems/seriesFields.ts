/** What can be chosen for a time-series job. */

/** Places of a series that can be filled. */
export const positions = ['middlefill', 'backfill', 'futurefill'] as const;
export type Position = (typeof positions)[number];

export const positionWords: Record<Position, string> = {
  middlefill: 'Gaps between an item’s first and last point',
  backfill: 'From an item’s last point to the last point of all items',
  futurefill: 'From the last point of all items to the end of the forecast'
};

/** Ways to fill, with what each does. The first of the target is the service’s default. */
export const logics: Record<string, string> = {
  zero: 'Zero: nothing recorded means nothing happened. On the target it draws forecasts down.',
  value: 'A fixed whole number.',
  nan: 'Leave unknown (target only): the model bridges it. Tends to draw forecasts up.',
  mean: 'Mean of the 64 latest values before the gap.',
  median: 'Median of the 64 latest values before the gap; outliers do not matter.',
  min: 'Smallest of the 64 latest values before the gap.',
  max: 'Largest of the 64 latest values before the gap.'
};

/** How finer data are rolled up to the frequency. */
export const aggregations = ['sum', 'avg', 'first', 'min', 'max'] as const;

/** How one place of a column is filled. */
export interface Fill {
  logic: string;
  /** With the logic `value`. */
  value: string;
}

/** Fields that only time series have. Empty texts are unset. */
export interface SeriesDraft {
  timestamp: string;
  item: string;
  grouping: string[];
  frequency: string;
  horizon: string;
  /** Separated by commas or spaces; empty: p10, p50, p90. */
  quantiles: string;
  filling: Record<string, Partial<Record<Position, Fill>>>;
  /** Empty: sum. */
  aggregation: string;
  country: string;
}

export const emptySeries: SeriesDraft = {
  timestamp: '',
  item: '',
  grouping: [],
  frequency: '',
  horizon: '',
  quantiles: '',
  filling: {},
  aggregation: '',
  country: ''
};

/** Words of a list as it was typed. */
export function listOf(text: string): string[] {
  return text.split(/[\s,;]+/).filter(word => word !== '');
}

export interface SeriesAlgorithm {
  id: string;
  label: string;
  fits: string;
}

/** Algorithms of `AutoMLAlgorithms`. */
export const seriesAlgorithms: readonly SeriesAlgorithm[] = [
  { id: 'cnn-qr', label: 'CNN-QR', fits: 'Large sets, hundreds of series.' },
  { id: 'deepar', label: 'DeepAR+', fits: 'Large sets, with many related columns.' },
  { id: 'prophet', label: 'Prophet', fits: 'Strong seasons, several years of history.' },
  { id: 'npts', label: 'NPTS', fits: 'Sparse or intermittent series; a baseline.' },
  { id: 'arima', label: 'ARIMA', fits: 'Fewer than 100 series.' },
  { id: 'ets', label: 'ETS', fits: 'Fewer than 100 series, with seasons.' }
];

const frequencyPattern =
  /^(?:1Y|Y|(?:[1-9]|1[01])M|M|[1-4]W|W|[1-6]D|D|(?:[1-9]|1\d|2[0-3])H|H|(?:[1-9]|[1-5]\d)min)$/;

/** Whether the service takes a frequency. */
export function isFrequency(text: string): boolean {
  return frequencyPattern.test(text);
}

/** Seconds of one unit; months and years as they are on average. */
const unitSeconds: Record<string, number> = {
  min: 60,
  H: 3600,
  D: 86_400,
  W: 604_800,
  M: 2_629_746,
  Y: 31_556_952
};

/** Seconds between two steps; `undefined` if the frequency is none. */
export function frequencySeconds(text: string): number | undefined {
  const match = /^(\d*)(min|[HDWMY])$/.exec(text);
  const unit = match?.[2] === undefined ? undefined : unitSeconds[match[2]];
  return unit === undefined ? undefined : unit * Number(match?.[1] || 1);
}

/** The frequency next to a step in seconds, within a tenth; else none. */
export function frequencyOf(seconds: number): string | undefined {
  for (const [unit, size] of Object.entries(unitSeconds).reverse()) {
    const count = Math.round(seconds / size);
    const text = `${count}${unit}`;
    if (count >= 1 && Math.abs(seconds / size - count) < 0.1 && isFrequency(text)) {
      return text;
    }
  }
  return undefined;
}

/** `D` and `1D` are the same: the one with its number. */
export function numbered(text: string): string {
  return /^[HDWMY]$/.test(text) ? `1${text}` : text;
}

/**
 * Frequencies to offer: the recorded one, then coarser ones.
 *
 * @param step - Seconds between two recorded times, if known.
 */
export function offeredFrequencies(step: number | undefined): string[] {
  const recorded = step === undefined ? undefined : frequencyOf(step);
  const usual = ['15min', '30min', '1H', '1D', '1W', '1M', '1Y'].filter(
    text => (frequencySeconds(text) ?? 0) >= (step ?? 0) * 0.9
  );
  return [...new Set([...(recorded ? [recorded] : []), ...usual])];
}

/** `60min` reaches the next unit: what it is called there. */
export function nextUnit(text: string): string | undefined {
  const match = /^(\d+)(min|[HDWM])$/.exec(text);
  const seconds = frequencySeconds(text);
  const next = match && { min: 'H', H: 'D', D: 'W', W: 'M', M: 'Y' }[match[2] ?? ''];
  const found = seconds === undefined ? undefined : frequencyOf(seconds);
  return next && found && found !== text ? found : undefined;
}

// ISO 3166-1 alpha-2 but for UK, and with Kosovo and the United Nations.
const codes =
  'AFAXALDZASADAOAIAQAGARAMAWAUATAZBSBHBDBBBYBEBZBJBMBTBOBABWBVBRIOVGBNBGBFBIKHCMCACVBQ' +
  'KYCFTDCLCNCXCCCOKMCKCRHRCUCWCYCZCDDKDJDMDOECEGSVGQEREESZETFKFOFJFIFRGFPFTFGAGMGEDEGH' +
  'GIGRGLGDGPGUGTGGGNGWGYHTHMHNHKHUISINIDIRIQIEIMILITCIJMJPJEJOKZKEKIXKKWKGLALVLBLSLRLY' +
  'LILTLUMOMGMWMYMVMLMTMHMQMRMUYTMXFMMDMCMNMEMSMAMZMMNANRNPNLNCNZNINENGNUNFKPMKMPNOOMPK' +
  'PWPSPAPGPYPEPHPNPLPTPRQACGRERORURWBLSHKNLCMFPMVCWSSMSTSASNRSSCSLSGSXSKSISBSOZAGSKRSS' +
  'ESLKSDSRSJSECHSYTWTJTZTHTLTGTKTOTTTNTRTMTCTVUGUAAEUKUNUSUMVIUYUZVUVAVEVNWFEHYEZMZW';

/** Holiday calendars: country codes. */
export const countryCodes: readonly string[] = codes.match(/../g) ?? [];

const special: Record<string, string> = { UK: 'GB' };

/** Countries with their names in a language, by name. */
export function countries(locale: string): { code: string; name: string }[] {
  const names = new Intl.DisplayNames([locale], { type: 'region', fallback: 'code' });
  return countryCodes
    .map(code => ({ code, name: names.of(special[code] ?? code) ?? code }))
    .sort((a, b) => a.name.localeCompare(b.name, locale));
}
