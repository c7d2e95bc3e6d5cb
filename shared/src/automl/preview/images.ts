/** What a place with pictures holds, as it is listed: classes by folder, counts, a few samples. */

/** A listed file. */
export interface ListedFile {
  /** Path below the place, with `/`. */
  path: string;
  /** Bytes. */
  size: number;
  /** Class that a manifest names. */
  label?: string;
}

export interface ImageClass {
  name: string;
  count: number;
}

export interface ImageSample {
  path: string;
  label: string;
  /** Bytes. */
  size: number;
}

export interface ImageProfile {
  /** The place, as people call it. */
  name: string;
  /** Pictures. */
  count: number;
  /** Bytes of all pictures. */
  bytes: number;
  /** There are more than were listed. */
  truncated: boolean;
  /** `folders`: by the names of folders. `manifest`: an augmented manifest names them. */
  labels: 'folders' | 'manifest' | 'none';
  /** Most frequent first. */
  classes: ImageClass[];
  /** Pictures without a class. */
  loose: number;
  /** Files of other kinds, which are left out. */
  other: number;
  kinds: { png: number; jpeg: number };
  /** At most {@link sampleLimit}, of as many classes as can be. */
  samples: ImageSample[];
}

export const sampleLimit = 8;
/** Larger pictures are not drawn as thumbnails. */
export const thumbnailBytes = 4 * 1024 * 1024;

/** MIME type of a picture by its name; `undefined` if it is none that can be learned from. */
export function imageType(path: string): 'image/png' | 'image/jpeg' | undefined {
  return /\.png$/i.test(path) ? 'image/png' : /\.jpe?g$/i.test(path) ? 'image/jpeg' : undefined;
}

/**
 * Profile of listed files. The class is the first folder in which they differ: `train/` around
 * everything is no class.
 */
export function profileImages(
  name: string,
  files: readonly ListedFile[],
  truncated: boolean
): ImageProfile {
  const pictures = files.filter(({ path, label }) => imageType(path) || label !== undefined);
  const folders = pictures.map(({ path }) => path.split('/').slice(0, -1).filter(Boolean));
  const inside = folders.filter(parts => parts.length > 0);
  let shared = 0;
  while (
    inside.length > 0 &&
    inside.every(parts => parts.length > shared + 1 && parts[shared] === inside[0]?.[shared])
  ) {
    shared += 1;
  }
  const byClass = new Map<string, ImageSample[]>();
  let loose = 0;
  pictures.forEach(({ path, size, label }, index) => {
    const found = label ?? folders[index]?.[shared];
    if (found === undefined) {
      loose += 1;
      return;
    }
    const these = byClass.get(found) ?? [];
    these.push({ path, size, label: found });
    byClass.set(found, these);
  });
  const kind = (type: string): number =>
    pictures.filter(({ path }) => imageType(path) === type).length;
  const manifest = pictures.some(({ label }) => label !== undefined);
  return {
    name,
    count: pictures.length,
    bytes: pictures.reduce((sum, { size }) => sum + size, 0),
    truncated,
    labels: manifest ? 'manifest' : byClass.size > 0 ? 'folders' : 'none',
    classes: [...byClass]
      .map(([label, these]) => ({ name: label, count: these.length }))
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)),
    loose,
    other: files.length - pictures.length,
    kinds: { png: kind('image/png'), jpeg: kind('image/jpeg') },
    samples: turns([...byClass.values()])
  };
}

/** One of each class in turn. */
function turns(classes: ImageSample[][]): ImageSample[] {
  const samples: ImageSample[] = [];
  for (let round = 0; samples.length < sampleLimit; round++) {
    const these = classes.flatMap(pictures => pictures[round] ?? []);
    if (these.length === 0) {
      break;
    }
    samples.push(...these.slice(0, sampleLimit - samples.length));
  }
  return samples;
}

/**
 * The pictures of a manifest. Lines that are damaged or cut off at the end are left out.
 *
 * @param text - A `ManifestFile` (a JSON list: prefix, then paths) or an `AugmentedManifestFile`
 * (a JSON object a line). Paths stay whole URIs.
 */
export function readManifest(text: string): ListedFile[] {
  if (text.trimStart().startsWith('[')) {
    // Cut in the middle, the list is not JSON: what is whole of it is read.
    const words = [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(match => match[1] ?? '');
    const prefix = words[0] === 'prefix' ? (words[1] ?? '') : '';
    return words
      .slice(words[0] === 'prefix' ? 2 : 0)
      .map(path => ({ path: prefix + path, size: 0 }));
  }
  return text.split('\n').flatMap((line): ListedFile[] => {
    try {
      const value = JSON.parse(line) as Record<string, unknown>;
      const path = value['source-ref'];
      const metadata = Object.entries(value).find(([key]) => key.endsWith('-metadata'))?.[1] as
        { 'class-name'?: unknown } | undefined;
      const label = metadata?.['class-name'];
      return typeof path === 'string'
        ? [{ path, size: 0, ...(typeof label === 'string' ? { label } : {}) }]
        : [];
    } catch {
      return [];
    }
  });
}
