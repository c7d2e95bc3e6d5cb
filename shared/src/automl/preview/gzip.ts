/**
 * Unpack the beginning of a gzip file.
 *
 * @param bytes - The file's first bytes; it may go on after them.
 * @returns what can be unpacked of them; nothing if they are damaged.
 */
export async function gunzipHead(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new DecompressionStream('gzip');
  const writer = stream.writable.getWriter();
  // A cut file makes these fail; what was read until then is the answer.
  writer.write(bytes.slice()).catch(() => undefined);
  writer.close().catch(() => undefined);
  const reader = stream.readable.getReader();
  const chunks: Uint8Array[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        break;
      }
      chunks.push(value);
    }
  } catch {
    // The cut end.
  }
  const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
