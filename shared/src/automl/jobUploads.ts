/** What is sent to S3 before a job is created. */
import type { AwsApi, CallOptions } from '../aws/api';
import { requireS3Uri } from '../aws/s3';
import type { S3Location } from '../aws/s3';
import type { ByteSource } from '../aws/source';
import { upload } from '../aws/upload';
import type { UploadLedger } from '../aws/upload';
import { uploadFolder } from '../aws/uploadFolder';
import type { HostFiles } from '../host';
import { imageType } from './preview/images';
import type { JobPlan } from './request';

/** A workspace file and its place in S3; with `folder`, every picture below a folder. */
export interface JobUpload {
  path: string;
  uri: string;
  folder?: true;
}

export interface UploadContext {
  signal?: AbortSignal;
  /** Opens the workspace file that is to be uploaded. */
  open: (path: string) => ByteSource;
  /** Files of the workspace; needed for a folder of pictures. */
  files?: HostFiles;
  /** Remembers uploads that were cut off. */
  ledger?: UploadLedger;
  /** Called before anything is written to a place. */
  onBegin: (place: S3Location) => void;
  onProgress: (sent: number, total: number) => void;
}

/** Data of the workspace that a plan uploads: training first. */
export function uploadsOf({ upload: training, validationUpload }: JobPlan): JobUpload[] {
  return [training, validationUpload].flatMap(one => one ?? []);
}

/** Send one of them. @throws AwsError as {@link upload} and {@link uploadFolder} do. */
export async function sendUpload(
  api: AwsApi,
  { path, uri, folder }: JobUpload,
  { signal, open, files, ledger, onBegin, onProgress }: UploadContext
): Promise<void> {
  const target = requireS3Uri(uri);
  if (folder && files) {
    await uploadFolder(api, files, path, target, {
      signal,
      wanted: file => imageType(file) !== undefined,
      onBegin,
      onProgress
    });
  } else {
    onBegin(target);
    await upload(api, open(path), target, { signal, ledger, onProgress });
  }
}

/** Deletions under way at the same time. */
const lanes = 4;

/**
 * Take back objects that were written for a job which is not created.
 *
 * @returns those that could not be deleted.
 */
export async function takeBack(
  api: AwsApi,
  places: readonly S3Location[],
  options?: CallOptions
): Promise<S3Location[]> {
  const queue = [...places];
  const left: S3Location[] = [];
  const lane = async (): Promise<void> => {
    for (let place = queue.shift(); place; place = queue.shift()) {
      const { bucket, key } = place;
      try {
        await api.call('s3', 'DeleteObject', { Bucket: bucket, Key: key }, options);
      } catch {
        left.push(place);
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return left;
}
