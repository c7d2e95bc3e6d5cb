import type { AwsApi } from '../../aws/api';
import { getObject, headObject, listPrefix, requireS3Uri } from '../../aws/s3';
import { baseName } from '../../aws/source';
import type { HostFiles } from '../../host';
import { dataLabel } from '../draft';
import type { DataRef } from '../draft';
import type { DataType } from '../types';
import { imageType, profileImages, readManifest } from './images';
import type { ImageProfile, ImageSample, ListedFile } from './images';

/** Files that are listed at most before a look at a place ends. */
const listLimit = 5000;
/** Bytes of a manifest that are read. */
const manifestBytes = 1024 * 1024;

/**
 * Look at a place with pictures: only names and sizes are listed, no picture is read.
 *
 * @throws what listing throws.
 */
export async function locateImages(
  api: AwsApi,
  files: HostFiles,
  data: DataRef,
  dataType: DataType,
  signal?: AbortSignal
): Promise<ImageProfile> {
  const name = dataLabel(data);
  if (data.kind !== 's3') {
    const listed = await files.list(data.path, listLimit);
    const entries = listed?.entries ?? [];
    return profileImages(
      name,
      entries.map(({ path, size }) => ({ path, size })),
      listed?.truncated ?? false
    );
  }
  const location = requireS3Uri(data.uri);
  if (dataType !== 'S3Prefix') {
    const { size } = await headObject(api, location, { signal });
    const end = Math.min(size, manifestBytes);
    const bytes = await getObject(api, location, { range: { start: 0, end }, signal });
    return profileImages(name, readManifest(new TextDecoder().decode(bytes)), size > end);
  }
  const found: ListedFile[] = [];
  for await (const { key, size } of listPrefix(api, location, { signal })) {
    if (found.length === listLimit) {
      return profileImages(name, found, true);
    }
    found.push({ path: key.slice(location.key.lastIndexOf('/') + 1), size });
  }
  return profileImages(name, found, false);
}

/** The bytes of one picture. */
export async function readSample(
  api: AwsApi,
  files: HostFiles,
  data: DataRef,
  sample: ImageSample,
  signal?: AbortSignal
): Promise<Blob> {
  const type = imageType(sample.path) ?? 'image/jpeg';
  if (data.kind !== 's3') {
    const path = `${data.path.replace(/\/+$/, '')}/${sample.path}`;
    return blobOf(await files.read(path, 0, sample.size, signal), type);
  }
  if (sample.path.startsWith('s3://')) {
    return blobOf(await getObject(api, requireS3Uri(sample.path), { signal }), type);
  }
  const { bucket, key } = requireS3Uri(data.uri);
  const parent = key.slice(0, key.lastIndexOf('/') + 1);
  return blobOf(await getObject(api, { bucket, key: parent + sample.path }, { signal }), type);
}

function blobOf(bytes: Uint8Array, type: string): Blob {
  return new Blob([bytes.slice()], { type });
}

/** File name of a sample, for its alternative text. */
export function sampleName(sample: ImageSample): string {
  return baseName(sample.path);
}
