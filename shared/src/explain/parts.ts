/** Which files are parts of one: every instance of a job writes a file of its own. */

import { splitPath, unpackedName } from './folders/place';

/** Folders in which all files of one kind are parts of the same. */
const FOLDER =
  /(^|[\\/])(explanations_shap|out\.csv|out\.jsonl|asymmetric_shapley_value[\\/][^\\/]+)[\\/][^\\/]*$/;

/** `part-00000…`, `out.csv.part3`, `out_2.csv`, `out.csv.2`. */
const NAME =
  /^part[-_.]?\d|\.part[-_.]?\d*$|^out([-_.]?\d+)?\.(csv|jsonl)$|\.(csv|jsonl)[-_.](part[-_.]?)?\d+$/i;

/** What differs between the names of parts: numbers, and the identifier of the run. */
const DIFFERENT = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[-_.]?(part[-_.]?)?\d+|[-_.]part$/gi;

/** True if a file stands in a folder for the values of single records. */
export function isInner(source: string): boolean {
  return FOLDER.test(source);
}

/** True if a file may be a part, by its folder or name. */
export function isPart(source: string): boolean {
  return isInner(source) || NAME.test(unpackedName(splitPath(source).name));
}

/**
 * Put parts of one thing together; any other file stands for itself.
 *
 * @param files - In name order, which the parts keep; `source` is the whole path, or URI.
 */
export function groupParts<T extends { source: string }>(files: readonly T[]): T[][] {
  const groups = new Map<string, T[]>();
  for (const file of files) {
    const { source } = file;
    const { name: whole } = splitPath(source);
    const folder = source.slice(0, source.length - whole.length);
    const name = unpackedName(whole);
    const key = isInner(source)
      ? folder
      : NAME.test(name)
        ? `${folder}${name.replace(DIFFERENT, '')}`
        : source;
    const group = groups.get(key);
    if (group) {
      group.push(file);
    } else {
      groups.set(key, [file]);
    }
  }
  return [...groups.values()];
}
