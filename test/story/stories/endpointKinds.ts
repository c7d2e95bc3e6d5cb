import { AwsError } from '@pilothouse/core/aws/errors';
import { fakeError, type FakeHandler } from '@pilothouse/core/aws/testing/fakeApi';
import { awsBackend } from '@pilothouse/core/views/testing/fakeHost';
import type { Story } from '../story';
import { objects } from './objects';

const bucket = 'sagemaker-local-000000000000';
const name = 'churn-best';
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

const ASYNC = {
  AsyncInferenceConfig: {
    OutputConfig: {
      S3OutputPath: `s3://${bucket}/answers/`,
      S3FailurePath: `s3://${bucket}/failures/`
    }
  }
};
const serverless = { MemorySizeInMB: 4096, MaxConcurrency: 5 };

function handlers(
  endpoint: object,
  variant: object,
  changes: Record<string, FakeHandler> = {}
): Record<string, FakeHandler> {
  return {
    ...objects({}),
    'sagemaker.DescribeEndpoint': () => ({
      EndpointName: name,
      EndpointConfigName: name,
      EndpointStatus: 'InService',
      CreationTime: '2026-11-22T01:20:00Z',
      ...endpoint
    }),
    'sagemaker.DescribeEndpointConfig': () => ({
      ProductionVariants: [{ VariantName: 'AllTraffic', ModelName: name, ...variant }]
    }),
    'sagemaker.DescribeModel': () => ({
      ModelName: name,
      Containers: [
        {
          Image: 'tgi',
          ModelDataUrl: 's3://b/m',
          Environment: { PILOTHOUSE_AUTOML_JOB: 'reviews' }
        }
      ]
    }),
    'sagemaker.DescribeAutoMLJobV2': () => ({
      AutoMLProblemTypeConfig: {
        TextClassificationJobConfig: { ContentColumn: 'review', TargetLabelColumn: 'stars' }
      }
    }),
    's3.PutObject': () => ({}),
    'sagemaker-runtime.InvokeEndpointAsync': () => ({
      InferenceId: '5f0c2d',
      OutputLocation: `s3://${bucket}/answers/5f0c2d.out`,
      FailureLocation: `s3://${bucket}/failures/5f0c2d-error.out`
    }),
    ...changes
  };
}

const instances = { InstanceType: 'ml.m5.large', InitialInstanceCount: 1 };
const stored = (key: string, text: string): Record<string, FakeHandler> => ({
  's3.GetObject': ({ Key }) =>
    Key === key
      ? { Body: encode(text), ContentType: 'text/csv', LastModified: '2026-11-22T02:00:02Z' }
      : fakeError({ code: 'NoSuchKey', message: 'None.', status: 404 })
});

/** An answer in parts that ends with an error, or not at all. */
function parts(words: string[], error?: AwsError): FakeHandler {
  return () => ({
    output: { ContentType: 'application/jsonlines' },
    parts: (async function* () {
      for (const word of words) {
        yield encode(`${JSON.stringify({ outputs: [word] })}\n`);
      }
      if (error) {
        throw error;
      }
      await new Promise(() => undefined);
    })()
  });
}

const base = {
  view: 'endpoint',
  args: { endpointName: name },
  width: 1100,
  height: 760
} as const;
const invoke = '.ph-Actions .ph-mod-primary';
const tab = (position: number): string => `[role="tab"]:nth-of-type(${position})`;
const moreParameters = '.ph-PromptSettings ~ .ph-Section .ph-Section-toggle';
const rawRequest = '.ph-PromptSettings ~ .ph-Row .ph-Button';
/** A PNG of 16 x 16 blue pixels. */
const SQUARE =
  'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAFklEQVR4nGNQTFtDEmIY1TCqYfhqAACrizMQTdShEQAAAABJRU5ErkJggg==';
const inParts = 'section > .ph-Checkbox input';
const haiku = ['Rows', ' upon', ' rows wait,', '\n', 'columns', ' lean', ' toward'];
const writer = {
  'sagemaker.DescribeAutoMLJobV2': () => ({
    AutoMLProblemTypeConfig: { TextGenerationJobConfig: { BaseModelName: 'Falcon7BInstruct' } }
  })
};

export const endpointKinds: Story[] = [
  {
    ...base,
    id: 'endpoint-async',
    handlers: handlers(ASYNC, instances),
    host: { backend: awsBackend }
  },
  {
    ...base,
    id: 'endpoint-async-waiting',
    handlers: handlers(ASYNC, instances, stored('none', '')),

    clicks: [invoke]
  },
  {
    ...base,
    id: 'endpoint-async-answered',
    handlers: handlers(ASYNC, instances, stored('answers/5f0c2d.out', 'yes,0.9\n')),
    clicks: [invoke]
  },
  {
    ...base,
    id: 'endpoint-async-failed',
    handlers: handlers(
      ASYNC,
      instances,
      stored('failures/5f0c2d-error.out', 'The body has 1 column, the model expects 20.')
    ),
    clicks: [invoke]
  },
  {
    ...base,
    id: 'endpoint-serverless',
    handlers: handlers(
      {},
      { ServerlessConfig: serverless },
      {
        'sagemaker-runtime.InvokeEndpoint': () => ({
          Body: encode('yes,0.9\n'),
          ContentType: 'text/csv',
          InvokedProductionVariant: 'AllTraffic'
        })
      }
    ),
    host: { backend: awsBackend },
    clicks: [invoke]
  },
  { ...base, id: 'endpoint-file', handlers: handlers({}, instances), clicks: [tab(5)] },
  {
    ...base,
    id: 'endpoint-streaming',
    handlers: handlers({}, instances, {
      ...writer,
      'sagemaker-runtime.InvokeEndpointWithResponseStream': parts(haiku)
    }),
    clicks: [invoke]
  },
  {
    ...base,
    id: 'endpoint-prompt',
    handlers: handlers({}, instances, writer),
    clicks: [moreParameters]
  },
  {
    ...base,
    id: 'endpoint-prompt-raw',
    handlers: handlers({}, instances, writer),
    clicks: [rawRequest]
  },
  {
    ...base,
    id: 'endpoint-picture',
    handlers: handlers({}, instances, {
      'sagemaker-runtime.InvokeEndpoint': () => ({
        Body: Uint8Array.from(atob(SQUARE), letter => letter.charCodeAt(0)),
        ContentType: 'image/png'
      })
    }),
    clicks: [invoke]
  },
  {
    ...base,
    id: 'endpoint-chat-answered',
    handlers: handlers({}, instances, {
      'sagemaker.DescribeModel': () => ({ Containers: [{ Image: 'vllm:0.9' }] }),
      'sagemaker-runtime.InvokeEndpoint': () => ({
        Body: encode(JSON.stringify({ choices: [{ message: { content: haiku.join('') } }] })),
        ContentType: 'application/json'
      })
    }),
    clicks: [inParts, invoke]
  },
  {
    ...base,
    id: 'endpoint-stream-broken',
    handlers: handlers({}, instances, {
      ...writer,
      'sagemaker-runtime.InvokeEndpointWithResponseStream': parts(
        haiku,
        new AwsError({
          code: 'ModelStreamError',
          message: 'The model process ended while it was answering.',
          retryable: false
        })
      )
    }),
    clicks: [invoke]
  }
];
