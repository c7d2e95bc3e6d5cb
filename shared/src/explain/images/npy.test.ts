import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activationShape, readNpy } from './npy';

/** A file as NumPy writes it. */
function npy(descr: string, shape: number[], body: Uint8Array, order = 'False'): Uint8Array {
  const sizes = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${sizes}, }`;
  const header = text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11) + '\n';
  const bytes = new Uint8Array(10 + header.length + body.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8]);
  bytes.set(new TextEncoder().encode(header), 10);
  bytes.set(body, 10 + header.length);
  return bytes;
}

const bytesOf = (array: Float32Array | Float64Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

describe('readNpy', () => {
  it('gives back what was saved', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(sizes, fc.boolean(), fc.infiniteStream(fc.double()), (shape, wide, numbers) => {
        const count = shape.reduce((a, b) => a * b, 1);
        const list = [...numbers.take(count)];
        const data = wide ? Float64Array.from(list) : Float32Array.from(list);
        const read = readNpy(npy(wide ? '<f8' : '<f4', shape, bytesOf(data)), 'a.npy');
        expect(read.shape).toEqual(shape);
        expect(read.data).toEqual(data);
      })
    );
  });

  it('reads big-endian numbers', () => {
    const body = new Uint8Array(4);
    new DataView(body.buffer).setFloat32(0, 1.5, false);
    expect([...readNpy(npy('>f4', [1], body), 'a.npy').data]).toEqual([1.5]);
  });

  it('either reads or says what is wrong, whatever the bytes', () => {
    const good = npy('<f4', [2, 2], new Uint8Array(16));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 6 }),
        fc.nat(good.length),
        (changes, length) => {
          const bytes = good.slice(0, length);
          changes.forEach(([at, byte]) => at < length && (bytes[at] = byte));
          try {
            const { shape, data } = readNpy(bytes, 'a.npy');
            expect(data.length).toBe(shape.reduce((a, b) => a * b, 1));
          } catch (error) {
            expect((error as Error).message).toMatch(/a\.npy/);
          }
        }
      )
    );
  });

  it.each([
    ['pickled objects', npy('|O', [1], new Uint8Array(8)), /type “\|O”/],
    ['integers', npy('<i8', [1], new Uint8Array(8)), /type “<i8”/],
    ['Fortran order', npy('<f4', [2, 2], new Uint8Array(16), 'True'), /Fortran order/],
    ['too few numbers', npy('<f4', [9999999, 9999999], new Uint8Array(8)), /but ends after 2/],
    ['another file', new TextEncoder().encode('hello, world'), /not a NumPy array/]
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readNpy(bytes, 'a.npy')).toThrow(message);
  });
});

describe('activationShape', () => {
  it('drops the axis of a batch of one and refuses other shapes', () => {
    const data = new Float32Array(24);
    expect(activationShape({ shape: [2, 3, 4], data }, 'a')).toEqual([2, 3, 4]);
    expect(activationShape({ shape: [1, 2, 3, 4], data }, 'a')).toEqual([2, 3, 4]);
    expect(() => activationShape({ shape: [6, 4], data }, 'a.npy')).toThrow(/a\.npy .* 6 x 4/);
  });
});
