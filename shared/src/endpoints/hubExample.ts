/** The example request of a hub's model, found by the tags of its endpoint. */
import type { AwsApi, CallOptions } from '../aws/api';
import { AwsError } from '../aws/errors';
import { isObject, parseJson } from '../explain/formats/json';

export interface HubExample {
  contentType: string;
  /** Absent where it is a file of the hub, such as a picture. */
  body?: string;
}

const PUBLIC_HUB = 'SageMakerPublicHub';

/** Tags by their writers: the SDK, SageMaker Studio, others. */
const ID_TAGS = [
  'sagemaker-sdk:jumpstart-model-id',
  'sagemaker-studio:jumpstart-model-id',
  'sm-jumpstart-id'
];
const VERSION_TAGS = [
  'sagemaker-sdk:jumpstart-model-version',
  'sagemaker-studio:jumpstart-model-version',
  'sm-jumpstart-model-version'
];
const HUB_TAG = 'sagemaker-studio:hub-name';

/**
 * @returns `undefined` for endpoints of other models, and where the hub cannot be read: an example
 * is a convenience.
 * @throws AwsError only if it is cancelled.
 */
export async function hubExample(
  api: AwsApi,
  endpointArn: string | undefined,
  options: CallOptions = {}
): Promise<HubExample | undefined> {
  if (endpointArn === undefined) {
    return undefined;
  }
  try {
    const { Tags = [] } = await api.call<{ Tags?: { Key?: string; Value?: string }[] }>(
      'sagemaker',
      'ListTags',
      { ResourceArn: endpointArn },
      options
    );
    const tag = (keys: readonly string[]): string | undefined =>
      keys.map(key => Tags.find(({ Key }) => Key === key)?.Value).find(Boolean);
    const id = tag(ID_TAGS);
    if (id === undefined) {
      return undefined;
    }
    const version = tag(VERSION_TAGS);
    const content = await api.call<{ HubContentDocument?: string }>(
      'sagemaker',
      'DescribeHubContent',
      {
        HubName: tag([HUB_TAG]) ?? PUBLIC_HUB,
        HubContentType: 'Model',
        HubContentName: id,
        ...(version && /^\d+\.\d+\.\d+$/.test(version) ? { HubContentVersion: version } : {})
      },
      options
    );
    return exampleOf(content.HubContentDocument ?? '');
  } catch (error) {
    const failure = AwsError.from(error);
    if (failure.code === 'Cancelled') {
      throw failure;
    }
    return undefined;
  }
}

/** The first example in a hub's document. Never throws. */
export function exampleOf(document: string): HubExample | undefined {
  let value: unknown;
  try {
    value = parseJson(document);
  } catch {
    return undefined;
  }
  const payloads = member(value, 'DefaultPayloads');
  for (const payload of isObject(payloads) ? Object.values(payloads) : []) {
    const contentType = member(payload, 'ContentType');
    if (typeof contentType !== 'string' || contentType === '') {
      continue;
    }
    const body = member(payload, 'Body');
    const text =
      typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body, null, 2);
    // Files of the hub are named in place of their bytes.
    return text === '' || /\$s3(_b64)?</.test(text) ? { contentType } : { contentType, body: text };
  }
  return undefined;
}

/** A member, whatever the case of its name: documents differ. */
function member(value: unknown, name: string): unknown {
  const plain = (text: string): string => text.replace(/_/g, '').toLowerCase();
  return isObject(value)
    ? Object.entries(value).find(([key]) => plain(key) === plain(name))?.[1]
    : undefined;
}
