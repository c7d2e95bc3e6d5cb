/** Numbers in a column, all with the decimals that the largest of them needs. */
import { signed } from '../../../../plots/numbers';

/** Significant digits of the largest. */
const DIGITS = 3;

/**
 * Words for contributions below each other: `+0.265`, `−0.085`, `+0.006`.
 *
 * @param values - All that stand in the column; `NaN`: missing.
 */
export function alignedNumbers(
  values: Iterable<number>,
  locale: string
): (value: number) => string {
  let most = 0;
  for (const value of values) {
    most = Math.max(most, Math.abs(value) || 0);
  }
  const places = DIGITS - 1 - Math.floor(Math.log10(most));
  // Very large and very small numbers have exponents.
  if (!(places >= 0 && places <= 6)) {
    return value => (Number.isNaN(value) ? '–' : signed(value, locale));
  }
  const format = new Intl.NumberFormat(locale, {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
    signDisplay: 'exceptZero'
  });
  return value =>
    Number.isNaN(value) ? '–' : format.format(value === 0 ? 0 : value).replace('-', '−');
}
