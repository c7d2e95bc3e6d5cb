/** Single files beside an explanation in S3. */
import type { AwsApi, CallOptions } from '../aws/api';
import { AwsError } from '../aws/errors';
import { getObjectText, requireS3Uri } from '../aws/s3';
import { isMissing } from './folders';

/** The text of an object, `undefined` if there is none. */
export async function textIfThere(
  api: AwsApi,
  uri: string,
  options?: CallOptions
): Promise<string | undefined> {
  try {
    return await getObjectText(api, requireS3Uri(uri), options);
  } catch (error) {
    const failure = AwsError.from(error);
    if (isMissing(failure)) {
      return undefined;
    }
    throw failure;
  }
}
