import { describe, expect, it } from 'vitest';
import { FakeApi, fakeError } from '../aws/testing/fakeApi';
import type { Job } from '../automl/types';
import { problemPayload } from './problemPayload';

const channel = {
  ChannelType: 'training',
  DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://bkt/in/' } }
} as NonNullable<Job['AutoMLJobInputDataConfig']>[number];

function service(text: string): FakeApi {
  return new FakeApi({
    's3.ListObjectsV2': () => ({
      Contents: [
        { Key: 'in/', Size: 0 },
        { Key: 'in/train.csv', Size: text.length }
      ]
    }),
    's3.GetObject': ({ Key }) =>
      Key === 'in/train.csv'
        ? { Body: new TextEncoder().encode(text) }
        : fakeError({ code: 'NoSuchKey' })
  });
}

const job = (config: Job['AutoMLProblemTypeConfig']): Job => ({
  AutoMLProblemTypeConfig: config,
  AutoMLJobInputDataConfig: [channel]
});

describe('problemPayload', () => {
  it('leaves tables and unknown problems alone', async () => {
    const api = service('');
    expect(await problemPayload(api, job({ TabularJobConfig: {} }), 'i')).toBeUndefined();
    expect(await problemPayload(api, job({ NewJobConfig: {} } as never), 'i')).toBeUndefined();
  });

  it('asks for a picture', async () => {
    const payload = await problemPayload(
      service(''),
      job({ ImageClassificationJobConfig: {} }),
      'i'
    );
    expect(payload).toMatchObject({ contentType: 'application/x-image' });
    expect(payload?.body).toBeUndefined();
  });

  it('takes texts from the training data', async () => {
    const config = { ContentColumn: 'review', TargetLabelColumn: 'label' };
    const payload = await problemPayload(
      service('label,review\ngood,"nice, really"\nbad,no\n'),
      job({ TextClassificationJobConfig: config }),
      'i'
    );
    expect(payload).toMatchObject({ columns: ['review'], rows: [['nice, really'], ['no']] });
    const gone = service('x').on('s3.GetObject', () => fakeError({ code: 'AccessDenied' }));
    const fallback = await problemPayload(gone, job({ TextClassificationJobConfig: config }), 'i');
    expect(fallback?.rows).toHaveLength(1);
  });

  it('takes the history of one item, with the header', async () => {
    const payload = await problemPayload(
      service('item,day,sold\nA,1,5\nB,1,7\nA,2,6\n'),
      job({
        TimeSeriesForecastingJobConfig: {
          TimeSeriesConfig: {
            TargetAttributeName: 'sold',
            TimestampAttributeName: 'day',
            ItemIdentifierAttributeName: 'item'
          }
        }
      }),
      'i'
    );
    expect(payload?.body).toBe('item,day,sold\nA,1,5\nA,2,6\n');
  });

  it('tells language models apart by their container', async () => {
    const llm = job({ TextGenerationJobConfig: {} });
    const promptOf = async (image: string): Promise<unknown> =>
      (await problemPayload(service(''), llm, image))?.prompt?.dialect;
    expect(await promptOf('huggingface-pytorch-tgi-inference:2.0.1')).toBe('tgi');
    expect(await promptOf('djl-inference:0.22.1')).toBe('text-inputs');
  });
});
