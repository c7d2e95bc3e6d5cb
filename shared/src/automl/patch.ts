/**
 * What a person wrote into a request by hand and the form has no field for, as a patch that is
 * put over the request which the form makes. Like a JSON merge patch (RFC 7396): `null` removes.
 * Lists of the same length are patched item by item, under their places as keys.
 */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** Whether a value is an object, not a list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object from entries; unlike an assignment it can hold `__proto__`. */
function objectOf(entries: [string, Json][]): JsonObject {
  return Object.fromEntries(entries);
}

/** The patch that makes `after` of `before`; `undefined` if they are the same. */
export function difference(before: Json | undefined, after: Json): Json | undefined {
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    const entries = after.flatMap((item, place): [string, Json][] => {
      const change = difference(before[place], item);
      return change === undefined ? [] : [[String(place), change]];
    });
    return entries.length > 0 ? objectOf(entries) : undefined;
  }
  if (!isObject(before) || !isObject(after)) {
    return JSON.stringify(before) === JSON.stringify(after) ? undefined : after;
  }
  const entries: [string, Json][] = [];
  for (const [key, value] of Object.entries(after)) {
    const change = difference(Object.hasOwn(before, key) ? before[key] : undefined, value);
    if (change !== undefined) {
      entries.push([key, change]);
    }
  }
  for (const key of Object.keys(before)) {
    if (!Object.hasOwn(after, key)) {
      entries.push([key, null]);
    }
  }
  return entries.length > 0 ? objectOf(entries) : undefined;
}

/** Put a patch over a value. Nothing given is changed. */
export function patched(value: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) {
    return patch;
  }
  if (Array.isArray(value)) {
    return value.map((item, place) => {
      const change = patch[String(place)];
      return change === undefined ? item : patched(item, change);
    });
  }
  const entries = new Map<string, Json>(isObject(value) ? Object.entries(value) : []);
  for (const [key, change] of Object.entries(patch)) {
    if (change === null) {
      entries.delete(key);
    } else {
      entries.set(key, patched(entries.get(key), change));
    }
  }
  return objectOf([...entries]);
}

/** Where a patch changes something, e.g. `SecurityConfig.VpcConfig`, for people. */
export function patchPaths(patch: Json, path = ''): string[] {
  if (!isObject(patch)) {
    return [path];
  }
  return Object.entries(patch).flatMap(([key, change]) =>
    patchPaths(change, path === '' ? key : `${path}.${key}`)
  );
}

/** A patch that only adds and changes: what the form writes by default may stay. */
export function withoutRemovals(patch: JsonObject): JsonObject {
  return objectOf(
    Object.entries(patch).flatMap(([key, change]): [string, Json][] => {
      const kept = isObject(change) ? withoutRemovals(change) : change;
      return kept === null || (isObject(kept) && Object.keys(kept).length === 0)
        ? []
        : [[key, kept]];
    })
  );
}
