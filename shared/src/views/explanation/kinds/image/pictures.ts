/** Pictures that an explanation names: opened, checked, decoded, and kept within bounds. */
import type { ByteSource } from '../../../../aws/source';
import { baseName } from '../../../../aws/source';
import { eigenCam, normalise } from '../../../../explain/eigencam';
import type { ExplanationFolder, FolderEntry } from '../../../../explain/folder';
import { pictureHeader } from '../../../../explain/images/header';
import { fromJet, isJet } from '../../../../explain/images/jet';
import { activationShape, readNpy } from '../../../../explain/images/npy';
import type { ScalarMap, Size } from '../../../../explain/images/resample';
import type { ImageExplanation } from '../../../../explain/model';

export interface Picture extends Size {
  /** May be smaller than the file's own size, which `width` and `height` are. */
  bitmap: ImageBitmap;
}

/** A heat map of any origin. */
export interface HeatMap extends Size {
  /** The picture as it is, if it is one. */
  bitmap?: ImageBitmap;
  /** Importance from 0 to 1, if the picture gives it or we computed it. */
  scalar?: ScalarMap;
  /** The same with the component's other sign; absent: one minus `scalar` has to do, as what was
   * cut off is not in the file. */
  inverted?: ScalarMap;
  /** What is to be said about it. */
  notes: string[];
}

const NO_NUMBERS =
  'The heat map is not in plain JET colours (an overlay, perhaps), so its numbers cannot be read ' +
  'back. It is shown as it is.';

const MIB = 1024 * 1024;
/** Larger files and pictures are not opened: one alone would fill the page's memory. */
const FILE_LIMIT = 64 * MIB;
const PIXEL_LIMIT = 100_000_000;
/** Longest side that is kept of a picture, in px. */
const SIDE = 2048;
/** Longest side of a map whose colours are read back, in px. */
const MAP_SIDE = 512;
/** Side of the small pictures, in px. */
export const THUMB = 160;
const CACHE_LIMIT = 96 * MIB;
const AT_ONCE = 4;
/** The large picture is looked at now: it does not wait for the small ones. */
const URGENT = THUMB * THUMB * 8;

/** Opens pictures of a folder; the same one twice costs once. */
export class PictureStore {
  private readonly held = new Map<string, { value: Promise<unknown>; bytes: number }>();
  private readonly waiting: (() => void)[] = [];
  private running = 0;
  private listing: Promise<readonly FolderEntry[]> | undefined;

  constructor(private readonly folder: ExplanationFolder | undefined) {}

  /** Files beside the explanation; none if they cannot be listed. */
  entries(): Promise<readonly FolderEntry[]> {
    this.listing ??= (this.folder?.list() ?? Promise.resolve({ entries: [] })).then(
      ({ entries }) => entries,
      () => []
    );
    return this.listing;
  }

  /** @throws Error that names the file and says why there is no picture. */
  picture(uri: string, side = SIDE): Promise<Picture> {
    return this.once(`${side} ${uri}`, side * side * 3, () => this.decode(uri, side));
  }

  /**
   * A heat map that lies in a file as a picture.
   *
   * @param convention - Only those of Eigen-CAM are in a scale of colours that numbers can be
   * read from.
   */
  map(
    uri: string,
    convention: ImageExplanation['convention'],
    side = convention === 'clarify' ? SIDE : MAP_SIDE
  ): Promise<HeatMap> {
    return this.once(`map ${side} ${uri}`, side * side * 3, async () => {
      const picture = await this.decode(uri, side);
      const shown = { width: picture.width, height: picture.height, bitmap: picture.bitmap };
      if (convention === 'clarify') {
        return { ...shown, notes: [] };
      }
      const { width, height } = picture.bitmap;
      const found = fromJet(pixelsOf(picture.bitmap).data);
      return isJet(found)
        ? { ...shown, scalar: { width, height, values: found.values }, notes: [] }
        : { ...shown, notes: [NO_NUMBERS] };
    });
  }

  /** Our own Eigen-CAM from the activations of the last layer. */
  ownMap(path: string): Promise<HeatMap> {
    return this.once(`own ${path}`, MIB, async () => {
      const bytes = await this.bytes(path);
      const name = baseName(path);
      const array = readNpy(bytes, name);
      const shape = activationShape(array, name);
      const cam = eigenCam(array.data, shape);
      return {
        width: cam.width,
        height: cam.height,
        scalar: { width: cam.width, height: cam.height, values: cam.map },
        inverted: {
          width: cam.width,
          height: cam.height,
          values: normalise(cam.projection.map(value => -value))
        },
        notes: ownNotes(shape, cam)
      };
    });
  }

  private async decode(uri: string, side: number): Promise<Picture> {
    const name = baseName(uri);
    const bytes = await this.bytes(uri);
    const header = pictureHeader(bytes);
    if (!header) {
      throw new Error(`${name} is not a picture: neither JPEG, PNG, GIF, WebP nor BMP.`);
    }
    const { width, height, type } = header;
    if (width * height > PIXEL_LIMIT) {
      throw new Error(`${name} is too large to be shown: ${width} x ${height} pixels.`);
    }
    const shrink = Math.min(1, side / Math.max(width, height));
    try {
      const bitmap = await createImageBitmap(new Blob([bytes as BlobPart], { type }), {
        ...(shrink < 1
          ? {
              resizeWidth: Math.max(1, Math.round(width * shrink)),
              resizeHeight: Math.max(1, Math.round(height * shrink)),
              resizeQuality: 'medium' as const
            }
          : {})
      });
      return { bitmap, width, height };
    } catch {
      throw new Error(`${name} begins like a picture, but is damaged: it could not be decoded.`);
    }
  }

  private async bytes(uri: string): Promise<Uint8Array> {
    const source = await this.source(uri);
    const { size } = await source.stat();
    if (size > FILE_LIMIT) {
      throw new Error(`${source.name} is too large to be shown: ${Math.round(size / MIB)} MB.`);
    }
    return source.read(0, size);
  }

  /** A file of the folder, a place elsewhere, or a file of the same name in the folder. */
  private async source(uri: string): Promise<ByteSource> {
    if (!this.folder) {
      throw new Error('Pictures are not kept in notebooks; open the report itself to see them.');
    }
    if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(uri)) {
      return this.folder.open(uri);
    }
    const elsewhere = this.folder.resolve(uri);
    if (elsewhere) {
      return elsewhere;
    }
    const name = baseName(uri);
    const beside = (await this.entries()).find(({ path }) => baseName(path) === name);
    if (!beside) {
      throw new Error(`${uri} cannot be reached from here, and no file ${name} lies beside it.`);
    }
    return this.folder.open(beside.path);
  }

  private once<T>(key: string, bytes: number, make: () => Promise<T>): Promise<T> {
    const known = this.held.get(key);
    // Last used stands last.
    this.held.delete(key);
    const entry = known ?? { value: this.inTurn(make, bytes > URGENT), bytes };
    this.held.set(key, entry);
    if (!known) {
      entry.value.catch(() => this.held.delete(key));
      this.forget();
    }
    return entry.value as Promise<T>;
  }

  private forget(): void {
    let total = [...this.held.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    for (const [key, { bytes }] of this.held) {
      if (total <= CACHE_LIMIT || this.held.size === 1) {
        return;
      }
      this.held.delete(key);
      total -= bytes;
    }
  }

  private async inTurn<T>(make: () => Promise<T>, urgent: boolean): Promise<T> {
    if (this.running >= AT_ONCE) {
      await new Promise<void>(resolve =>
        urgent ? this.waiting.unshift(resolve) : this.waiting.push(resolve)
      );
    }
    this.running += 1;
    try {
      return await make();
    } finally {
      this.running -= 1;
      this.waiting.shift()?.();
    }
  }
}

function ownNotes(shape: number[], cam: ReturnType<typeof eigenCam>): string[] {
  if (cam.flat) {
    return ['The activations are the same everywhere: the map is flat.'];
  }
  const share = Math.round(cam.explained * 100);
  return [
    `Computed here from ${shape.join(' x ')} activations; the component holds ${share} % of their variance.`,
    ...(cam.signRule === 'largest'
      ? ['Its sign is a guess: it hardly goes with the mean activation. Try Invert.']
      : [])
  ];
}

/** The pixels of a bitmap, four bytes each. */
export function pixelsOf(bitmap: ImageBitmap): ImageData {
  const canvas = document.createElement('canvas');
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) {
    throw new Error('This page cannot draw pictures.');
  }
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}
