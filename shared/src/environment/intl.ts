/** Formats of the user's language, made once each: to make one takes far longer than to use it. */

const numberFormats = new WeakMap<Intl.NumberFormatOptions, Map<string, Intl.NumberFormat>>();

/**
 * @param locale - BCP 47; the environment's if it is left out.
 * @param style - A constant: the format is kept under the object itself.
 */
export function numberFormat(
  locale: string | undefined,
  style: Intl.NumberFormatOptions
): Intl.NumberFormat {
  let ofStyle = numberFormats.get(style);
  if (!ofStyle) {
    numberFormats.set(style, (ofStyle = new Map()));
  }
  let format = ofStyle.get(locale ?? '');
  if (!format) {
    ofStyle.set(locale ?? '', (format = new Intl.NumberFormat(locale, style)));
  }
  return format;
}
