import type { ResourceKind } from '../../aws/resourceList';

/** The line that goes on with a resource of each kind; transforms have no magic. */
const LINES: Partial<Record<ResourceKind, (name: string) => string>> = {
  jobs: name => `%pilot automl candidates ${name}`,
  endpoints: name =>
    `# rows: a DataFrame with the model's features\n%pilot invoke ${name} --data rows`
};

/**
 * Cells for a notebook that go on with a job or an endpoint, e.g. where it is dropped.
 *
 * @returns Nothing for a kind that the magics do not know, or a name that no service gives.
 */
export function resourceCode(kind: ResourceKind, name: string): string | undefined {
  // Also what IPython would expand, and what begins another line, is no name of the API's.
  const line = /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(name) && LINES[kind];
  return line ? `%load_ext pilothouse\n${line(name)}\n` : undefined;
}
