/** Numbers as they were typed. */

/** A typed whole number; `undefined` if empty or none. */
export function parseWhole(text: string): number | undefined {
  return /^\s*\d{1,15}\s*$/.test(text) ? Number(text) : undefined;
}

/** A typed decimal number; `undefined` if empty or none. */
export function parseDecimal(text: string): number | undefined {
  return /^\s*(\d+\.?\d*|\.\d+)\s*$/.test(text) ? Number(text) : undefined;
}
