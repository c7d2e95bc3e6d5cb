/**
 * A prefix or an object in S3, as the core sees a folder. The AWS SDK finds credentials, Region
 * and endpoint as every AWS tool does: environment, profile, role.
 */
import process from 'node:process';

/** Names that the SDK gives to failures, in words. */
const REASONS = {
  CredentialsProviderError:
    'no AWS credentials were found. Sign in (aws configure, aws sso login), name a profile ' +
    '(AWS_PROFILE), or for the local engine run: eval "$(python -m pilothouse_engine env)".',
  NoSuchBucket: 'there is no such bucket.',
  NoSuchKey: 'there is no such object.',
  NotFound: 'there is no such object.',
  AccessDenied: 'access is denied. You need s3:ListBucket on the bucket and s3:GetObject below it.',
  ExpiredToken: 'the AWS credentials have expired. Sign in again.',
  InvalidAccessKeyId: 'the access key is not known there. Check profile and endpoint.',
  SignatureDoesNotMatch: 'the secret key is not that of the access key. Check the profile.'
};
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'ECONNRESET',
  'EAI_AGAIN',
  'TimeoutError'
]);

/**
 * @param {string} uri - `s3://bucket/key`
 * @param core - The core's `s3Folder` and `AwsError`.
 * @returns an `ExplanationFolder`
 * @throws AwsError if the address is none; Error if the SDK is not there
 */
export async function s3Place(uri, { s3Folder, AwsError }) {
  // What the SDK says of versions of Node is no message about the files.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const sdk = await import('@aws-sdk/client-s3').catch(error => {
    throw new Error(
      'reading S3 needs the AWS SDK. Run “npm install @aws-sdk/client-s3”, then try again.',
      { cause: error }
    );
  });
  const endpoint = process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL;
  const client = new sdk.S3Client({
    // Of other services' endpoints few have names for buckets.
    forcePathStyle: Boolean(endpoint),
    followRegionRedirects: true
  });
  const call = async (service, operation, input, { signal } = {}) => {
    try {
      const output = await client.send(new sdk[`${operation}Command`](input), {
        abortSignal: signal
      });
      return await plain(output);
    } catch (error) {
      throw new AwsError(failure(error, operation, input, endpoint));
    }
  };
  return s3Folder({ call }, uri);
}

/** Times as text and bodies as bytes, as the core takes them. */
async function plain({ Body, LastModified, Contents, ...rest }) {
  return {
    ...rest,
    ...(Body === undefined ? {} : { Body: await Body.transformToByteArray() }),
    ...(LastModified === undefined ? {} : { LastModified: LastModified.toISOString() }),
    ...(Contents === undefined
      ? {}
      : {
          Contents: Contents.map(item => ({
            ...item,
            LastModified: item.LastModified?.toISOString()
          }))
        })
  };
}

function failure(error, operation, { Bucket, Key, Prefix }, endpoint) {
  const status = error.$metadata?.httpStatusCode;
  const code = error.Code ?? error.name ?? 'Unexpected';
  const connection = [error, ...(error.errors ?? [])].map(one => one.code ?? one.name);
  const place = endpoint ? ` at ${withoutSecrets(endpoint)}` : '';
  const reason = connection.some(name => UNREACHABLE.has(name))
    ? `S3 cannot be reached${place}. Check the network${endpoint ? ' and AWS_ENDPOINT_URL' : ''}.`
    : /^region (is missing|not accepted: region="")/i.test(error.message)
      ? 'no AWS Region is set. Set AWS_REGION, or name a profile that has one (AWS_PROFILE).'
      : (REASONS[code] ??
        (status === 403
          ? REASONS.AccessDenied
          : status === 404
            ? REASONS.NotFound
            : `${error.message || code}${/[.!?]$/.test(error.message) ? '' : '.'}`));
  const known = code === 'UnknownError' || code === 'Unknown' || code in REASONS;
  return {
    // An answer to HEAD has no body: only its status tells.
    code: known && status === 404 && code !== 'NoSuchBucket' ? 'NotFound' : code,
    message: `bucket ${Bucket}, key ${(Key ?? Prefix ?? '').replace(/\/$/, '')}: ${reason}`,
    operation: `s3:${operation}`,
    status,
    retryable: false
  };
}

/** An address may hold a user and a password. */
function withoutSecrets(endpoint) {
  try {
    return new URL(endpoint).host;
  } catch {
    return 'an address that is none';
  }
}
