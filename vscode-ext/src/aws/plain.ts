/** Between the SDK's values and the plain data of the seam. */

interface BodyStream {
  transformToByteArray(): Promise<Uint8Array>;
}

/** Members of requests that are times: the filters of lists. */
const TIME = /Time(After|Before)$/;

/** A request as the SDK wants it: times, ISO 8601 on the seam, as `Date`. */
export function sdkInput(input: object): object {
  return Object.fromEntries(
    Object.entries(input).map(([key, value]) => [
      key,
      TIME.test(key) && typeof value === 'string' ? new Date(value) : (value as unknown)
    ])
  );
}

/**
 * The output of an operation as plain data: `Date` → ISO 8601, streams and SDK byte classes →
 * `Uint8Array`, `Map`/`Set` do not occur. Response metadata and absent members are left out.
 *
 * @throws whatever reading a streaming body throws.
 */
export async function plainOutput(output: object): Promise<Record<string, unknown>> {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(output)) {
    if (key !== '$metadata' && value !== undefined) {
      result[key] = isStream(value) ? plain(await value.transformToByteArray()) : plain(value);
    }
  }
  return result;
}

function plain(value: unknown): unknown {
  if (value instanceof Date) {
    // The parsers let an impossible time through as an invalid date.
    return Number.isNaN(value.getTime()) ? null : value.toISOString();
  }
  if (value instanceof Uint8Array) {
    return new Uint8Array(value.buffer as ArrayBuffer, value.byteOffset, value.byteLength);
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (typeof value === 'bigint') {
    return Number(value);
  }
  if (value !== null && typeof value === 'object') {
    const copy: Record<string, unknown> = {};
    for (const [key, member] of Object.entries(value)) {
      if (member !== undefined) {
        // Not an assignment: a member may be called __proto__.
        Object.defineProperty(copy, key, {
          value: plain(member),
          enumerable: true,
          configurable: true,
          writable: true
        });
      }
    }
    return copy;
  }
  return value;
}

function isStream(value: unknown): value is BodyStream {
  return (
    value !== null &&
    typeof value === 'object' &&
    !(value instanceof Uint8Array) &&
    typeof (value as Partial<BodyStream>).transformToByteArray === 'function'
  );
}
