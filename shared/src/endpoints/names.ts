/** Longest name of a model, configuration or endpoint. */
const MAX_NAME = 63;

/**
 * A valid resource name (letters, digits, inner hyphens, at most 63) that keeps as much of the
 * wanted one as possible and all of the suffix.
 */
export function resourceName(wanted: string, suffix = ''): string {
  const tail = suffix ? `-${suffix}` : '';
  const body = wanted
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9-]+/g, '-')
    .replace(/-{2,}/g, '-')
    .slice(0, MAX_NAME)
    .replace(/^-+/, '')
    .slice(0, MAX_NAME - tail.length)
    .replace(/-+$/, '');
  return `${body || 'endpoint'}${tail}`;
}
