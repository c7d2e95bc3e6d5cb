/** F11: pictures of a computer vision job of Clarify. All that is known is in their names. */
import { baseName } from '../../aws/source';
import type { ImageExplanation, ImageItem } from '../model';
import { metaOf, noValues, type FoundFile } from './format';

const BOXES = /^(.+)_objects(?:[-_. ][^.]*)?\.(?:jpe?g|png)$/i;
const OBJECT = /^shap_(.+)_box(\d+)_object\.(?:jpe?g|png)$/i;

/** True if a name is one that Clarify gives. */
export function isClarifyPicture(path: string): boolean {
  const name = baseName(path);
  return BOXES.test(name) || OBJECT.test(name);
}

/** @param files - Pictures in name order. */
export function picturesExplanation(
  files: readonly FoundFile[],
  source: string,
  warnings: string[]
): ImageExplanation {
  const items = new Map<string, ImageItem>();
  for (const { path } of files) {
    const name = baseName(path);
    const folder = path.slice(0, path.length - name.length);
    const [, boxes] = BOXES.exec(name) ?? [];
    const [, owner, box] = OBJECT.exec(name) ?? [];
    const of = boxes ?? owner ?? name.replace(/\.[^.]*$/, '');
    const key = folder + of;
    const item = items.get(key) ?? { name: of, maps: [] };
    items.set(key, item);
    if (boxes !== undefined) {
      item.input = path;
    } else {
      item.maps.push({ uri: path, ...(box === undefined ? {} : { box: Number(box) }) });
    }
  }
  for (const item of items.values()) {
    item.maps.sort((a, b) => (a.box ?? 0) - (b.box ?? 0));
  }
  return {
    ...noValues(),
    kind: 'image',
    records: items.size,
    items: [...items.values()],
    convention: 'clarify',
    meta: { ...metaOf('F11', source, warnings), method: 'Kernel SHAP over segments' }
  };
}
