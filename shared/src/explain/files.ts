/** Finding and reading the files of an explanation in S3. */
import type { AwsApi, CallOptions } from '../aws/api';
import { AwsError } from '../aws/errors';
import { formatS3Uri, getObjectText, listPrefix, requireS3Uri, type S3Object } from '../aws/s3';

const MISSING = new Set(['NoSuchKey', 'NotFound', '404']);

/** More objects below a prefix than this are not looked at. */
const MAX_LISTED = 5000;

/** The text of an object, `undefined` if there is none. */
export async function textIfThere(
  api: AwsApi,
  uri: string,
  options?: CallOptions
): Promise<string | undefined> {
  try {
    return await getObjectText(api, requireS3Uri(uri), options);
  } catch (error) {
    const failure = AwsError.from(error);
    if (MISSING.has(failure.code) || failure.status === 404) {
      return undefined;
    }
    throw failure;
  }
}

/** URIs of the files of one explanation; each may be missing. */
export interface ExplanationFiles {
  analysis?: string;
  config?: string;
  baseline?: string;
  /** Parts of `out.csv` in name order. */
  local: string[];
  /** Bytes of all parts. */
  localBytes: number;
  data?: string;
  predictions?: string;
}

/**
 * List a prefix and tell its files apart by name. With several reports below the prefix (one
 * folder per run), the newest is taken.
 */
export async function findFiles(
  api: AwsApi,
  prefix: string,
  options?: CallOptions
): Promise<ExplanationFiles> {
  const root = requireS3Uri(prefix);
  // With a slash, `…/output` does not match `…/output-2`.
  const folder = root.key === '' || root.key.endsWith('/') ? root.key : `${root.key}/`;
  const objects: S3Object[] = [];
  for await (const object of listPrefix(api, { bucket: root.bucket, key: folder }, options)) {
    objects.push(object);
    if (objects.length >= MAX_LISTED) {
      break;
    }
  }
  return pickFiles(objects, folder, key => formatS3Uri({ bucket: root.bucket, key }));
}

/** The pure half of {@link findFiles}. */
export function pickFiles(
  objects: readonly S3Object[],
  folder: string,
  uri: (key: string) => string
): ExplanationFiles {
  const reports = objects.filter(({ key }) => /(^|\/)analysis\.json$/.test(key));
  const newest = [...reports].sort((a, b) => (b.modified ?? '').localeCompare(a.modified ?? ''))[0];
  const base = newest ? newest.key.slice(0, -'analysis.json'.length) : folder;
  const below = objects.filter(({ key }) => key.startsWith(base));
  const named = (name: string): string | undefined => {
    const found = below.filter(({ key }) => key === base + name || key.endsWith(`/${name}`));
    const nearest = found.sort((a, b) => a.key.length - b.key.length)[0];
    return nearest ? uri(nearest.key) : undefined;
  };
  // `out.csv` is a file, or a folder of part files; several instances write several files.
  const parts = below
    .filter(({ key, size }) => {
      const rest = key.slice(base.length);
      return (
        size > 0 &&
        (/(^|\/)out\.csv(\/[^/]*\.csv|\/part-[^/]*)?$/.test(rest) ||
          (/(^|\/)explanations_shap\/[^/]+\.csv$/.test(rest) && !rest.endsWith('/baseline.csv')))
      );
    })
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  return {
    analysis: newest ? uri(newest.key) : undefined,
    config: named('analysis_config.json'),
    baseline: named('baseline.csv'),
    local: parts.map(({ key }) => uri(key)),
    localBytes: parts.reduce((sum, { size }) => sum + size, 0),
    data: named('dataset.csv'),
    predictions: named('predictions.csv')
  };
}
