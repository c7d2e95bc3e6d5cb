import fc from 'fast-check';
import { expect, test } from 'vitest';
import { profileImages, readManifest, sampleLimit } from './images';
import { parseTime, timesOf } from './times';

const list = (...paths: string[]) => paths.map(path => ({ path, size: 10 }));

test('classes are the first folders that differ', () => {
  const profile = profileImages(
    'p',
    list('pets/train/cats/a.png', 'pets/train/cats/x/b.jpg', 'pets/train/dogs/c.JPEG', 'a.txt'),
    false
  );
  expect(profile).toMatchObject({
    count: 3,
    bytes: 30,
    labels: 'folders',
    classes: [
      { name: 'cats', count: 2 },
      { name: 'dogs', count: 1 }
    ],
    other: 1,
    kinds: { png: 1, jpeg: 2 }
  });
  expect(profile.samples.map(({ label }) => label)).toEqual(['cats', 'dogs', 'cats']);
});

test('manifests, whole or cut, give paths and labels', () => {
  const line = (name: string, label: string): string =>
    JSON.stringify({ 'source-ref': `s3://b/${name}`, 'x-metadata': { 'class-name': label } });
  const augmented = `${line('1.jpg', 'cat')}\n${line('2.jpg', 'dog')}\n{"source-ref": "s3://b/`;
  expect(profileImages('m', readManifest(augmented), true)).toMatchObject({
    labels: 'manifest',
    classes: [
      { name: 'cat', count: 1 },
      { name: 'dog', count: 1 }
    ]
  });
  const plain = '[{"prefix": "s3://b/f/"}, "cats/1.png", "dogs/2.png", "dogs/3.p';
  expect(readManifest(plain).map(({ path }) => path)).toEqual([
    's3://b/f/cats/1.png',
    's3://b/f/dogs/2.png'
  ]);
});

test('any listing and any text is read', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.string(), (paths, text) => {
      const profile = profileImages('p', list(...paths), false);
      expect(profile.count + profile.other).toBe(paths.length);
      expect(profile.samples.length).toBeLessThanOrEqual(sampleLimit);
      expect(Array.isArray(readManifest(text))).toBe(true);
    })
  );
});

test('times of the usual formats', () => {
  const noon = Date.UTC(2026, 1, 13, 12) / 1000;
  for (const text of [
    '2026-02-13 12:00:00',
    '2026-02-13T12:00:00Z',
    '2026/02/13 12:00:00',
    '02/13/26 12:00',
    '13/02/2026 12:00',
    '13-02-2026 12:00',
    '13.02.2026 12:00'
  ]) {
    expect([text, parseTime(text)]).toEqual([text, noon]);
  }
  expect(parseTime('2026-13-01')).toBeUndefined();
  expect(parseTime('soon')).toBeUndefined();
  fc.assert(
    fc.property(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }), date => {
      const seconds = Math.floor(date.getTime() / 1000);
      expect(parseTime(date.toISOString())).toBe(seconds);
    })
  );
  fc.assert(
    fc.property(fc.string(), text => {
      const time = parseTime(text);
      expect(time === undefined || Number.isFinite(time)).toBe(true);
    })
  );
});

test('the step is the most frequent distance; months count as months', () => {
  const months = Array.from({ length: 24 }, (_, i) =>
    new Date(Date.UTC(2024, i, 1)).toISOString().slice(0, 10)
  );
  const step = timesOf(months)?.step ?? 0;
  expect(Math.abs(step / 2_629_746 - 1)).toBeLessThan(0.05);
  expect(timesOf(['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-10'])?.step).toBe(86_400);
  expect(timesOf([])).toBeUndefined();
});
