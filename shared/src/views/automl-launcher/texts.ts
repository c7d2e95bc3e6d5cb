/** `12 %`; little more than nothing is `<1 %`. */
export function percentText(share: number, locale: string): string {
  const percent = share * 100;
  return percent > 0 && percent < 1 ? '<1 %' : `${Math.round(percent).toLocaleString(locale)} %`;
}
