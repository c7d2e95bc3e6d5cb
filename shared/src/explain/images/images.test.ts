import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImageItem } from '../model';
import { activationFiles, chooseImages, EVERYTHING, labelCounts } from './choose';
import { pictureHeader } from './header';
import { fromJet, isJet, jet } from './jet';
import { regions, shareAbove } from './regions';

describe('pictureHeader', () => {
  const padded = (bytes: number[]): Uint8Array => Uint8Array.from([...bytes, ...Array(40).fill(0)]);
  const ascii = (text: string): number[] => [...text].map(letter => letter.charCodeAt(0));

  it.each([
    [
      'PNG',
      [0x89, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, ...ascii('IHDR'), 0, 0, 1, 0, 0, 0, 0, 7],
      'image/png',
      256,
      7
    ],
    ['GIF', [...ascii('GIF89a'), 3, 1, 4, 0], 'image/gif', 259, 4],
    [
      'JPEG',
      [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc0, 0, 17, 8, 0, 9, 1, 0],
      'image/jpeg',
      256,
      9
    ]
  ])('knows a %s', (_, bytes, type, width, height) => {
    expect(pictureHeader(padded(bytes))).toEqual({ type, width, height });
  });

  it('knows none in text, in SVG and in nothing', () => {
    for (const text of ['', 'hello', '<svg xmlns="http://www.w3.org/2000/svg"></svg>'.padEnd(90)]) {
      expect(pictureHeader(new TextEncoder().encode(text))).toBeUndefined();
    }
  });

  it('never fails, whatever follows a right beginning', () => {
    const starts = [
      [0xff, 0xd8, 0xff],
      [0x89, 80, 78, 71, 13, 10, 26, 10],
      ascii('GIF8'),
      ascii('RIFFxxxxWEBP'),
      ascii('BM'),
      []
    ];
    fc.assert(
      fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 80 }), (start, rest) => {
        const found = pictureHeader(Uint8Array.from([...start, ...rest]));
        expect(found === undefined || (found.width > 0 && found.height > 0)).toBe(true);
      })
    );
  });
});

describe('fromJet', () => {
  const picture = (shares: number[], noise = 0): Uint8ClampedArray =>
    Uint8ClampedArray.from(
      shares.flatMap((share, i) => [
        ...jet(share).map((part, c) => part + (((i * 7 + c * 5) % 3) - 1) * noise),
        255
      ])
    );

  it('gives the numbers back, also through the noise of compression', () => {
    const shares = Array.from({ length: 101 }, (_, i) => i / 100);
    for (const [noise, off] of [
      [0, 0.005],
      [12, 0.05]
    ] as const) {
      const found = fromJet(picture(shares, noise));
      expect(isJet(found)).toBe(true);
      shares.forEach((share, i) =>
        expect(Math.abs((found.values[i] as number) - share)).toBeLessThan(off)
      );
    }
  });

  it('does not take other pictures for JET', () => {
    const grey = Uint8ClampedArray.from({ length: 400 }, (_, i) =>
      i % 4 === 3 ? 255 : 90 + (i % 80)
    );
    expect(isJet(fromJet(grey))).toBe(false);
    // Half JET, half a grey photograph: an overlay.
    const mixed = picture([0.1, 0.4, 0.9]).map((part, i) => (i % 4 === 3 ? 255 : part / 2 + 60));
    expect(isJet(fromJet(mixed))).toBe(false);
    expect(isJet(fromJet(new Uint8ClampedArray(0)))).toBe(false);
  });
});

describe('regions', () => {
  it('names the place of a peak, with shares that sum to one', () => {
    const values = new Float32Array(90);
    values[9] = 1; // Upper right of 10 x 9.
    values[45] = 0.25;
    const found = regions({ width: 10, height: 9, values });
    expect(found.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(found.find(({ share }) => share > 0.5)?.name).toBe('upper right');
    expect(shareAbove({ width: 10, height: 9, values }, 0.5)).toBeCloseTo(1 / 90, 12);
  });

  it('survives any size and missing numbers', () => {
    fc.assert(
      fc.property(fc.nat(6), fc.nat(6), (width, height) => {
        const found = regions({
          width,
          height,
          values: new Float32Array(width * height).fill(NaN)
        });
        expect(found.map(({ share }) => share)).toEqual(Array(9).fill(0));
      })
    );
  });
});

const items: ImageItem[] = [
  {
    name: 'b10.jpg',
    input: 's3://b/x/b10.jpg',
    maps: [],
    predictedLabel: 'cat',
    probability: 0.9,
    actual: 'cat'
  },
  {
    name: 'b2.jpg',
    input: 's3://b/x/b2.jpg',
    maps: [],
    predictedLabel: 'dog',
    probability: 0.4,
    actual: 'cat'
  },
  { name: 'odd', maps: [] }
];

describe('chooseImages', () => {
  it('filters by label, probability, outcome and name', () => {
    expect(chooseImages(items, EVERYTHING, 'file')).toEqual([0, 1, 2]);
    expect(chooseImages(items, { ...EVERYTHING, label: 'cat' }, 'file')).toEqual([0]);
    expect(chooseImages(items, { ...EVERYTHING, to: 0.5 }, 'file')).toEqual([1]);
    expect(chooseImages(items, { ...EVERYTHING, outcome: 'wrong' }, 'file')).toEqual([1]);
    expect(chooseImages(items, { ...EVERYTHING, text: 'ODD' }, 'file')).toEqual([2]);
  });

  it('orders by certainty, unknown ones last, and by name as people count', () => {
    expect(chooseImages(items, EVERYTHING, 'least-sure')).toEqual([1, 0, 2]);
    expect(chooseImages(items, EVERYTHING, 'most-sure')).toEqual([0, 1, 2]);
    expect(chooseImages(items, EVERYTHING, 'name')).toEqual([1, 0, 2]);
  });

  it('counts labels and finds activations by name', () => {
    expect(labelCounts(items)).toEqual([
      { label: 'cat', count: 1 },
      { label: 'dog', count: 1 }
    ]);
    const found = activationFiles(items, [
      'a/b10.npy',
      'a/b2_activations.npy',
      'a/other.npy',
      'b2.txt'
    ]);
    expect([...found]).toEqual([
      [0, 'a/b10.npy'],
      [1, 'a/b2_activations.npy']
    ]);
  });

  it('finds activations that the report names, whatever the pictures are called', () => {
    const named = ['cat/1.jpg', 'dog/1.jpg'].map((input, index) => ({
      ...(items[0] as ImageItem),
      input,
      activations: `s3://b/out/activations/picture-${index}.activations.npy`
    }));
    const paths = [0, 1].map(index => `activations/picture-${index}.activations.npy`);
    expect([...activationFiles(named, paths)]).toEqual([
      [0, paths[0]],
      [1, paths[1]]
    ]);
  });
});
