/**
 * Unpack the beginning of a gzip file.
 *
 * @param bytes - The file's first bytes; it may go on after them.
 * @param most - About as many bytes are unpacked: a small file can stand for an endless one.
 * @returns what can be unpacked of them; nothing if they are damaged.
 */
export async function gunzipHead(bytes: Uint8Array, most: number): Promise<Uint8Array> {
  const stream = new DecompressionStream('gzip');
  const writer = stream.writable.getWriter();
  // A cut file makes these fail; what was read until then is the answer.
  writer.write(bytes.slice()).catch(() => undefined);
  writer.close().catch(() => undefined);
  const reader = stream.readable.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    while (size < most) {
      const { done, value } = await reader.read();
      if (done) {
        break;
      }
      chunks.push(value);
      size += value.length;
    }
  } catch {
    // The cut end.
  }
  void reader.cancel().catch(() => undefined);
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
