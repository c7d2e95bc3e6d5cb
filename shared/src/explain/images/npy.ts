/** Arrays as NumPy saves them (`.npy`): plain floating-point numbers in C order, nothing else. */

export interface NpyArray {
  shape: number[];
  data: Float32Array | Float64Array;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** Longest header that is read, in bytes; NumPy's own is 128. */
const HEADER_LIMIT = 65536;

/**
 * @param name - Of the file, for messages.
 * @throws Error that says what is not as expected; nothing in the file is evaluated.
 */
export function readNpy(bytes: Uint8Array, name: string): NpyArray {
  if (bytes.length < 10 || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new Error(`${name} is not a NumPy array file.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = (bytes[6] as number) >= 2;
  const start = wide ? 12 : 10;
  const length = wide && bytes.length >= 12 ? view.getUint32(8, true) : view.getUint16(8, true);
  if (length > HEADER_LIMIT || start + length > bytes.length) {
    throw new Error(`${name} ends within its header.`);
  }
  const header = new TextDecoder('latin1').decode(bytes.subarray(start, start + length));
  const type = /['"]descr['"]\s*:\s*['"]([^'"]*)['"]/.exec(header)?.[1];
  const fortran = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(header)?.[1];
  const sizes = /['"]shape['"]\s*:\s*\(([\d\s,]*)\)/.exec(header)?.[1];
  if (type === undefined || fortran === undefined || sizes === undefined) {
    throw new Error(`The header of ${name} names no type, order and shape.`);
  }
  const read = readers[type];
  if (!read) {
    throw new Error(`${name} holds numbers of type “${type}”; float32 and float64 are read.`);
  }
  const shape = sizes
    .split(',')
    .filter(part => part.trim() !== '')
    .map(Number);
  if (fortran === 'True' && shape.length > 1) {
    throw new Error(`${name} is in Fortran order; save it with numpy.ascontiguousarray.`);
  }
  const count = shape.reduce((product, size) => product * size, 1);
  const room = bytes.length - start - length;
  if (!(count * read.size <= room)) {
    throw new Error(
      `${name} should hold ${count} numbers (${shape.join(' x ')}), but ends after ` +
        `${Math.floor(room / read.size)}.`
    );
  }
  return { shape, data: read.numbers(view, start + length, count) };
}

interface Reader {
  /** Bytes per number. */
  size: number;
  numbers: (view: DataView, start: number, count: number) => Float32Array | Float64Array;
}

const single = (little: boolean): Reader => ({
  size: 4,
  numbers: (view, start, count) =>
    Float32Array.from({ length: count }, (_, i) => view.getFloat32(start + i * 4, little))
});

const double = (little: boolean): Reader => ({
  size: 8,
  numbers: (view, start, count) =>
    Float64Array.from({ length: count }, (_, i) => view.getFloat64(start + i * 8, little))
});

const readers: Record<string, Reader | undefined> = {
  '<f4': single(true),
  '>f4': single(false),
  '<f8': double(true),
  '>f8': double(false)
};

/**
 * The array as activations: channels, height, width; a leading axis of 1 (a batch of one) is
 * dropped.
 *
 * @throws Error that names the shape.
 */
export function activationShape(array: NpyArray, name: string): [number, number, number] {
  const shape =
    array.shape.length === 4 && array.shape[0] === 1 ? array.shape.slice(1) : array.shape;
  if (shape.length !== 3 || shape.some(size => size < 1)) {
    throw new Error(
      `${name} has the shape ${array.shape.join(' x ') || '()'}; expected are channels x height x width.`
    );
  }
  return shape as [number, number, number];
}
