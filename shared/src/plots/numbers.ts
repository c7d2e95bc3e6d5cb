/** Numbers as they are written in charts and tables beside them. */
import { numberFormat } from '../environment/intl';

const FOUR_DIGITS = { maximumSignificantDigits: 4 };
const WHOLE = { maximumFractionDigits: 0 };

/**
 * Four significant digits, integers below 10 million in full; `–` if there is no number; never −0.
 */
export function short(value: number | null | undefined, locale?: string): string {
  if (value === null || value === undefined || Number.isNaN(value)) {
    return '–';
  }
  if (!Number.isFinite(value)) {
    return value > 0 ? '∞' : '−∞';
  }
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) {
    return value.toExponential(2).replaceAll('-', '−').replace('e+', 'e');
  }
  return numberFormat(locale, size < 1000 ? FOUR_DIGITS : WHOLE)
    .format(value === 0 ? 0 : value)
    .replace('-', '−');
}

/** As {@link short}, with its sign: `+0.42`, `−0.1`, `0`. */
export function signed(value: number, locale?: string): string {
  const text = short(value, locale);
  return value > 0 ? `+${text}` : text;
}

/** The value of a feature as text: numbers as by {@link short}, missing as `missing`. */
export function valueText(value: number | string | null | undefined, locale?: string): string {
  if (value === null || value === undefined) {
    return 'missing';
  }
  return typeof value === 'number' ? short(value, locale) : value;
}

/**
 * A share as a percentage that never claims all or nothing of what is a little less or more:
 * `<1%`, `>99%`.
 *
 * @param digits - Decimals.
 */
export function percentText(share: number, locale?: string, digits = 0): string {
  const format = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits });
  const step = 10 ** (-2 - digits);
  if (share > 0 && share < step) {
    return `<${format.format(step)}`;
  }
  if (share < 1 && share > 1 - step) {
    return `>${format.format(1 - step)}`;
  }
  return format.format(share);
}
