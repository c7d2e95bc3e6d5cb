/** Names of sources, and the list of those that were opened last. */
import type { Host } from '../../host';
import type { ExplanationSource } from '../names';

/** Key of {@link RecentSource}s in the host's storage. */
export const RECENT_KEY = 'explanation:recent';
const MAX_RECENT = 12;

export interface RecentSource {
  source: ExplanationSource;
  /** ms since the epoch. */
  opened: number;
}

/** Short name for a tab; empty if nothing was chosen yet. */
export function sourceTitle(source: ExplanationSource): string {
  switch (source.kind) {
    case 'job':
      return source.candidateName ?? source.jobName;
    case 's3':
      return titleOfPath(source.uri.replace(/^s3:\/\//, ''));
    case 'file':
      return titleOfPath(source.path) + cellText(source);
    case 'none':
      return '';
  }
}

/** Names that every report has. */
const GENERAL =
  /^(analysis\.json(\.gz)?|(out\.(csv|jsonl)|baseline\.csv)(\.gz)?|report\.(ipynb|html|pdf)|explanations_shap|output|explainability|documentation)$/i;

/** `analysis.json` alone says little: its folder names it. */
function titleOfPath(path: string): string {
  const parts = path.split(/[\\/]/).filter(Boolean);
  const name = parts.pop() ?? path;
  const folder = parts.filter(part => !GENERAL.test(part)).pop();
  return GENERAL.test(name) && folder !== undefined ? `${name} · ${folder}` : name;
}

/** The whole place, for lists and messages. */
export function sourcePlace(source: ExplanationSource): string {
  switch (source.kind) {
    case 'job':
      return `Job ${source.jobName}`;
    case 's3':
      return source.uri;
    case 'file':
      return source.path + cellText(source);
    case 'none':
      return '';
  }
}

/** Names the cell of a notebook. */
function cellText({ cell }: Extract<ExplanationSource, { kind: 'file' }>): string {
  return cell === undefined ? '' : `, cell ${cell}`;
}

/** The same source has the same key. */
export function sourceKey(source: ExplanationSource): string {
  return source.kind === 'job'
    ? JSON.stringify(['job', source.jobName, source.candidateName ?? ''])
    : JSON.stringify([source.kind, sourcePlace(source)]);
}

/** What is stored may come from another version. */
export function readRecent(stored: unknown): RecentSource[] {
  return (Array.isArray(stored) ? stored : []).filter((entry): entry is RecentSource => {
    const { source, opened } = (entry ?? {}) as Partial<RecentSource>;
    return (
      typeof opened === 'number' &&
      ((source?.kind === 'job' && typeof source.jobName === 'string') ||
        (source?.kind === 's3' && typeof source.uri === 'string') ||
        (source?.kind === 'file' &&
          typeof source.path === 'string' &&
          (source.cell === undefined || Number.isInteger(source.cell))))
    );
  });
}

/** Put a source first among the recent ones. */
export async function noteRecent(host: Host, source: ExplanationSource): Promise<void> {
  const key = sourceKey(source);
  const others = readRecent(await host.storage.get(RECENT_KEY)).filter(
    entry => sourceKey(entry.source) !== key
  );
  const first = { source, opened: Date.now() };
  await host.storage.set(RECENT_KEY, [first, ...others].slice(0, MAX_RECENT));
}
