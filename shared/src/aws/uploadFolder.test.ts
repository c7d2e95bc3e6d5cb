import { expect, test } from 'vitest';
import { fakeHost } from '../views/testing/fakeHost';
import { FakeApi, fakeError } from './testing/fakeApi';
import { uploadFolder } from './uploadFolder';

const files = {
  'pets/cats/1.jpg': new Uint8Array([1]),
  'pets/cats/2.jpg': new Uint8Array([1, 2]),
  'pets/dogs/1.png': new Uint8Array([1, 2, 3]),
  'pets/notes.txt': new Uint8Array([1])
};
const host = fakeHost({ files });
const wanted = (path: string): boolean => /\.(png|jpg)$/.test(path);
const target = { bucket: 'bkt', key: 'in/pets/' };

test('sends the wanted files under their paths, but not what is there already', async () => {
  const api = new FakeApi({
    's3.ListObjectsV2': () => ({ Contents: [{ Key: 'in/pets/cats/2.jpg', Size: 2 }] }),
    's3.PutObject': () => ({})
  });
  const progress: number[] = [];
  await uploadFolder(api, host.files, 'pets', target, {
    wanted,
    onProgress: sent => progress.push(sent)
  });
  const keys = api.callsOf('s3.PutObject').map(({ Key }) => Key);
  expect(keys.sort()).toEqual(['in/pets/cats/1.jpg', 'in/pets/dogs/1.png']);
  expect(progress[progress.length - 1]).toBe(6);
});

test('a failing file ends it; an empty folder is said', async () => {
  const api = new FakeApi({
    's3.ListObjectsV2': () => ({}),
    's3.PutObject': () => fakeError({ code: 'AccessDenied', message: 'You may not write there.' })
  });
  const options = { wanted };
  await expect(uploadFolder(api, host.files, 'pets', target, options)).rejects.toThrow('may not');
  await expect(
    uploadFolder(api, host.files, 'pets', target, { wanted: () => false })
  ).rejects.toThrow('pets holds no files');
});
