/** Numbers as they are written in charts and tables beside them. */

/** Three significant digits; `–` if there is no number; never −0. */
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
  const format = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });
  return format.format(value === 0 ? 0 : value).replace('-', '−');
}

/** As {@link short}, with its sign: `+0.42`, `−0.1`, `0`. */
export function signed(value: number, locale?: string): string {
  const text = short(value, locale);
  return value > 0 ? `+${text}` : text;
}

/** The value of a feature as text: numbers with six digits, missing as `missing`. */
export function valueText(value: number | string | null | undefined, locale?: string): string {
  if (value === null || value === undefined) {
    return 'missing';
  }
  return typeof value === 'number'
    ? value.toLocaleString(locale, { maximumSignificantDigits: 6 })
    : value;
}
