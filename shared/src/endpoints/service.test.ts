import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeApi, fakeError } from '../aws/testing/fakeApi';
import { fakeBucket, PREFIX, SMALL } from '../explain/testing/fakeReport';
import { loadModelContext } from './context';
import { invokeError, originalMessage } from './errors';
import { invoke } from './invoke';
import { loadSamples, MAX_BODY, PAYLOAD_TYPES, readPayload, writePayload } from './payload';
import {
  deleteEndpoint,
  deletionConfirmation,
  endpointDetails,
  permitted,
  planDeletion,
  watchEndpoint
} from './service';

const gone = (): never => {
  throw fakeError({
    code: 'ValidationException',
    message: 'Could not find endpoint "e".',
    retryable: false
  });
};

/** An endpoint that Pilothouse deployed from the best candidate of `job`. */
function deployed(api = new FakeApi()): FakeApi {
  return api
    .on('sagemaker.DescribeEndpoint', () => ({
      EndpointName: 'e',
      EndpointStatus: 'InService',
      EndpointConfigName: 'e-1'
    }))
    .on('sagemaker.DescribeEndpointConfig', () => ({
      ProductionVariants: [
        { VariantName: 'AllTraffic', ModelName: 'e-1', InstanceType: 'ml.m5.large' }
      ],
      ExplainerConfig: {
        ClarifyExplainerConfig: {
          InferenceConfig: { FeatureHeaders: ['a', 'b'] },
          ShapConfig: { UseLogit: true, ShapBaselineConfig: { ShapBaseline: '10,red\n' } }
        }
      }
    }))
    .on('sagemaker.DescribeModel', () => ({
      Containers: [
        {
          ModelDataUrl: 's3://bucket/model.tar.gz',
          Environment: {
            PILOTHOUSE_AUTOML_JOB: 'job',
            SAGEMAKER_INFERENCE_OUTPUT: 'predicted_label,probability'
          }
        }
      ]
    }));
}

describe('reading endpoints', () => {
  it('puts together what endpoint, configuration and model say', async () => {
    expect(await endpointDetails(deployed(), 'e')).toMatchObject({
      modelNames: ['e-1'],
      outputKeys: ['predicted_label', 'probability'],
      jobName: 'job',
      ownsResources: true,
      problems: []
    });
  });

  it('goes on when the configuration is denied, and then deletes the endpoint alone', async () => {
    const api = deployed().on('sagemaker.DescribeEndpointConfig', () => {
      throw fakeError({ code: 'AccessDeniedException', message: 'Denied.', retryable: false });
    });
    const details = await endpointDetails(api, 'e');
    expect(details.problems).toEqual(['Denied.']);
    expect(planDeletion(details)).toEqual({
      endpointName: 'e',
      configName: undefined,
      modelNames: []
    });
  });

  it('waits until the status no longer changes', async () => {
    const api = new FakeApi().sequence('sagemaker.DescribeEndpoint', [
      { EndpointStatus: 'Creating' },
      { EndpointStatus: 'Creating' },
      { EndpointStatus: 'Failed', FailureReason: 'No capacity.' }
    ]);
    const seen: string[] = [];
    const end = await watchEndpoint(api, 'e', {
      interval: 1,
      onUpdate: e => seen.push(e.EndpointStatus)
    });
    expect(seen).toEqual(['Creating', 'Creating', 'Failed']);
    expect(end?.FailureReason).toBe('No capacity.');
  });

  it('stops waiting at once when cancelled', async () => {
    const api = new FakeApi({
      'sagemaker.DescribeEndpoint': () => ({ EndpointStatus: 'Creating' })
    });
    const controller = new AbortController();
    const waiting = watchEndpoint(api, 'e', { interval: 60_000, signal: controller.signal });
    setTimeout(() => controller.abort(), 5);
    await expect(waiting).rejects.toMatchObject({ code: 'Cancelled' });
  });

  it('knows what a status allows, unknown ones too', () => {
    expect(permitted('InService')).toEqual({ invoke: true, delete: true, changing: false });
    expect(permitted('Creating')).toEqual({ invoke: false, delete: false, changing: true });
    expect(permitted('constructor')).toEqual({ invoke: false, delete: true, changing: false });
  });
});

describe('deleting', () => {
  it('goes from endpoint over configuration to model', async () => {
    const api = deployed();
    const plan = planDeletion(await endpointDetails(api, 'e'));
    expect(deletionConfirmation(plan).message).toContain(
      'endpoint configuration e-1 and model e-1'
    );
    api
      .on('sagemaker.DeleteEndpoint', () => {
        api.on('sagemaker.DescribeEndpoint', gone);
        return {};
      })
      .on('sagemaker.DeleteEndpointConfig', () => ({}))
      .on('sagemaker.DeleteModel', () => ({}));
    api.calls.length = 0;
    await deleteEndpoint(api, plan, { interval: 1 });
    expect(api.calls.map(c => c.operation)).toEqual([
      'DeleteEndpoint',
      'DescribeEndpoint',
      'DeleteEndpointConfig',
      'DeleteModel'
    ]);
  });

  it('says what stayed behind', async () => {
    const api = new FakeApi({
      'sagemaker.DeleteEndpoint': () => ({}),
      'sagemaker.DescribeEndpoint': gone,
      'sagemaker.DeleteEndpointConfig': () => ({}),
      'sagemaker.DeleteModel': () => {
        throw fakeError({ code: 'AccessDeniedException', message: 'Denied.', retryable: false });
      }
    });
    const plan = { endpointName: 'e', configName: 'c', modelNames: ['m'] };
    await expect(deleteEndpoint(api, plan)).rejects.toThrow('but not model m (Denied.)');
  });
});

describe('the model behind an endpoint', () => {
  const job = (api: FakeApi, ModelDataUrl: string): FakeApi =>
    deployed(api).on('sagemaker.DescribeAutoMLJobV2', () => ({
      BestCandidate: {
        InferenceContainers: [{ ModelDataUrl }],
        CandidateProperties: { CandidateArtifactLocations: { Explainability: PREFIX } }
      }
    }));

  it('gets columns, samples and base from its job', async () => {
    const api = job(fakeBucket(SMALL), 's3://bucket/model.tar.gz');
    expect(await loadModelContext(api, await endpointDetails(api, 'e'))).toMatchObject({
      columns: ['a', 'b'],
      samples: [
        ['11', 'blue'],
        ['8', 'red']
      ],
      unit: 'log-odds',
      labels: ['yes'],
      base: [0.25],
      problems: []
    });
  });

  it('does not take the base of another candidate', async () => {
    const api = job(fakeBucket(SMALL), 's3://bucket/other.tar.gz');
    const context = await loadModelContext(api, await endpointDetails(api, 'e'));
    expect(context.base).toBeUndefined();
    expect(context.samples).toHaveLength(2);
  });

  it('takes the baseline as sample when the job is gone', async () => {
    const api = deployed().on('sagemaker.DescribeAutoMLJobV2', gone);
    expect(await loadModelContext(api, await endpointDetails(api, 'e'))).toMatchObject({
      columns: ['a', 'b'],
      samples: [['10', 'red']],
      unit: 'log-odds'
    });
  });

  it('reads sample rows, but no row that is cut off', async () => {
    expect(await loadSamples(fakeBucket(SMALL), PREFIX)).toEqual({
      columns: ['a', 'b'],
      rows: [
        ['11', 'blue'],
        ['8', 'red']
      ]
    });
    expect(await loadSamples(fakeBucket({}), PREFIX)).toBeUndefined();
  });
});

describe('payloads', () => {
  it('come back from every form as they went in', () => {
    const row = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(row, fc.constantFrom(...PAYLOAD_TYPES), (cells, type) => {
        const columns = cells.map((_, i) => `c${i}`);
        const read = readPayload(writePayload([cells], type), type, columns);
        const trimmed = type === 'text/csv' ? cells : cells.map(c => (c.trim() === '' ? '' : c));
        // A number loses the spaces around it in JSON.
        const plain = (list: string[]): string[] => list.map(c => c.trim());
        expect('rows' in read && plain(read.rows[0] as string[])).toEqual(plain(trimmed));
      })
    );
  });

  it('keeps text that only looks like a number', () => {
    expect(writePayload([['007', '1.50', '1e5', '3.5', '']], 'application/jsonlines')).toBe(
      '{"features":["007","1.50","1e5",3.5,null]}\n'
    );
  });

  it('reads records by name', () => {
    expect(readPayload('[{"b": 2, "a": 1}]', 'application/json', ['a', 'b'])).toEqual({
      rows: [['1', '2']]
    });
  });

  it.each([
    ['1,2,3', 'text/csv', 'Row 1 has 3 values, the model takes 2'],
    ['', 'text/csv', 'The body is empty'],
    ['{', 'application/json', 'The body is not valid JSON'],
    ['{"features":[1,2]}\n{', 'application/jsonlines', 'Line 2 is not valid JSON'],
    ['[[1]]', 'application/json', 'Record 1 does not hold 2 values']
  ] as const)('names what is wrong with %s', (body, type, problem) => {
    const read = readPayload(body, type, ['a', 'b']);
    expect('problem' in read && read.problem).toContain(problem);
  });
});

describe('invoking', () => {
  it('asks for an explanation only when told so', async () => {
    const api = new FakeApi({
      'sagemaker-runtime.InvokeEndpoint': () => ({
        Body: new TextEncoder().encode('1\n'),
        ContentType: 'text/csv',
        InvokedProductionVariant: 'AllTraffic'
      })
    });
    const request = { endpointName: 'e', body: '1,2\n', contentType: 'text/csv' };
    const result = await invoke(api, request);
    await invoke(api, { ...request, explain: true });
    const [plain, explained] = api.callsOf('sagemaker-runtime.InvokeEndpoint');
    expect(plain).not.toHaveProperty('EnableExplanations');
    expect(explained.EnableExplanations).toBe('`true`');
    expect(plain.InferenceId).toMatch(/^[0-9a-f]{24}$/);
    expect(result.variant).toBe('AllTraffic');
  });

  it('refuses a body that is too large before sending it', async () => {
    const api = new FakeApi();
    const body = 'x'.repeat(MAX_BODY + 1);
    await expect(invoke(api, { endpointName: 'e', body, contentType: 'text/csv' })).rejects.toThrow(
      'Send fewer records'
    );
    expect(api.calls).toEqual([]);
  });

  it('puts container errors in plain words', () => {
    const model = (status: number, original: string) =>
      invokeError(
        fakeError({
          code: 'ModelError',
          message: 'Received client error.',
          retryable: false,
          details: { OriginalStatusCode: status, OriginalMessage: original }
        }),
        'e'
      );
    expect(model(400, '{"error": "Column age is text"}').message).toBe(
      'The model could not read the request: Column age is text. Check the values and their order.'
    );
    expect(model(0, '').message).toContain('within 60 seconds');
    expect(model(500, '<html><head><style>x</style></head><b>Boom</b></html>').message).toBe(
      'The model failed: Boom.'
    );
    expect(originalMessage('{broken')).toBe('{broken');
    try {
      gone();
    } catch (error) {
      expect(invokeError(error, 'e').message).toContain('Endpoint e was not found');
    }
  });
});

describe('the question before a deletion', () => {
  const plan = { endpointName: 'e', modelNames: [] };

  it('says what it costs to leave the endpoint, where that costs something', () => {
    const billed = 'It is billed until it is deleted.';
    expect(deletionConfirmation(plan, 'billed').message).toContain(billed);
    expect(deletionConfirmation({ ...plan, modelNames: ['m'] }, 'billed').message).toContain(
      billed
    );
    expect(deletionConfirmation(plan, 'free').message).not.toContain('billed');
  });
});
