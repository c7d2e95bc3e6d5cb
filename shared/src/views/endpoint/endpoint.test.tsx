// @vitest-environment jsdom
/*
 * Roles and labels that other tests rely on:
 *   heading 1 = the endpoint's name · status badge beside it · button "Delete endpoint", "Open job"
 *   tab "Form", "CSV", "JSON", "JSON Lines"; one textbox per feature, or textbox "Body (TYPE)"
 *   button "Next sample row" · checkbox "Explain this prediction"
 *   button "Invoke" (Ctrl/⌘+Enter), "Cancel" (Escape)
 *   tab "Table", "Explanation", "Raw"; table "Answer"; figure "Waterfall of record N"
 *   grid "Calls" (after two calls)
 */
import { act } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FakeApi, fakeError } from '../../aws/testing/fakeApi';
import { fakeBucket, PREFIX, SMALL } from '../../explain/testing/fakeReport';
import { fakePlotly } from '../../plots/testing/fakePlotly';
import { fakeHost } from '../testing/fakeHost';
import { click, control, fill, render, settle } from '../testing/render';
import EndpointView from '.';

vi.mock('../../plots/plotly', async original => ({
  ...(await original<object>()),
  loadPlotly: async () => fakePlotly
}));

afterEach(() => document.body.replaceChildren());

const LOGIT = Math.log(0.8 / 0.2);
const CSV = 'yes,0.8,"[0.2, 0.8]","[\'no\', \'yes\']"\n';

function endpointApi(status = 'InService'): FakeApi {
  const described = {
    EndpointName: 'churn',
    EndpointStatus: status,
    EndpointConfigName: 'churn-1',
    CreationTime: '2026-11-22T10:00:00Z'
  };
  const api = fakeBucket(SMALL);
  api
    .on('sagemaker.DescribeEndpoint', () => described)
    .on('sagemaker.DescribeEndpointConfig', () => ({
      ProductionVariants: [{ VariantName: 'AllTraffic', ModelName: 'churn-1' }],
      ExplainerConfig: {
        ClarifyExplainerConfig: {
          InferenceConfig: { FeatureHeaders: ['a', 'b'] },
          ShapConfig: { UseLogit: true }
        }
      }
    }))
    .on('sagemaker.DescribeModel', () => ({
      Containers: [
        {
          ModelDataUrl: 's3://bucket/model',
          Environment: {
            PILOTHOUSE_AUTOML_JOB: 'job',
            SAGEMAKER_INFERENCE_OUTPUT: 'predicted_label,probability,probabilities,labels'
          }
        }
      ]
    }))
    .on('sagemaker.DescribeAutoMLJobV2', () => ({
      BestCandidate: {
        InferenceContainers: [{ ModelDataUrl: 's3://bucket/model' }],
        CandidateProperties: { CandidateArtifactLocations: { Explainability: PREFIX } }
      }
    }))
    .on('sagemaker-runtime.InvokeEndpoint', ({ EnableExplanations }) => ({
      Body: new TextEncoder().encode(
        JSON.stringify({
          version: '1.0',
          predictions: { content_type: 'text/csv', data: CSV },
          explanations:
            EnableExplanations === '`true`'
              ? {
                  kernel_shap: [
                    [
                      { feature_header: 'a', attributions: [{ attribution: [LOGIT] }] },
                      { feature_header: 'b', attributions: [{ attribution: [-0.25] }] }
                    ]
                  ]
                }
              : {}
        })
      ),
      ContentType: 'application/json',
      InvokedProductionVariant: 'AllTraffic'
    }))
    .on('sagemaker.DeleteEndpoint', () => {
      api.on('sagemaker.DescribeEndpoint', () => {
        throw fakeError({
          code: 'ValidationException',
          message: 'Could not find endpoint "churn".',
          retryable: false
        });
      });
      return {};
    })
    .on('sagemaker.DeleteEndpointConfig', () => ({}))
    .on('sagemaker.DeleteModel', () => ({}));
  return api;
}

async function show(api: FakeApi) {
  const host = fakeHost();
  const { element } = await render(
    <EndpointView args={{ endpointName: 'churn' }} api={api} host={host} />
  );
  await settle(20);
  return { element, host };
}

const cells = (element: Element, label: string): (string | null)[] =>
  [...element.querySelectorAll(`table[aria-label="${label}"] tbody tr:first-child > *`)].map(
    cell => cell.textContent
  );

const key = (element: Element, init: KeyboardEventInit): Promise<void> =>
  act(async () => {
    element.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, ...init }));
  });

describe('endpoint view', () => {
  it('sends the sample row as it was changed, and shows the answer as a table', async () => {
    const api = endpointApi();
    const { element } = await show(api);
    expect(control(element, 'a')).toHaveProperty('value', '11');
    await fill(control(element, 'b'), 'green, "dark"');
    await click(control(element, 'Invoke'));
    await settle(20);
    const [call] = api.callsOf('sagemaker-runtime.InvokeEndpoint');
    expect(new TextDecoder().decode(call.Body)).toBe('11,"green, ""dark"""\n');
    expect(call).toMatchObject({ ContentType: 'text/csv', EnableExplanations: '`false`' });
    expect(cells(element, 'Answer')).toEqual(['1', 'yes', '0.8', '0.2', '0.8']);
    expect(element.textContent).toContain('AllTraffic');
  });

  it('explains a prediction when asked, with the base of the job', async () => {
    const { element } = await show(endpointApi());
    await click(element.querySelector<HTMLElement>('input[type="checkbox"]') as HTMLElement);
    await click(control(element, 'Invoke'));
    await settle(20);
    const figure = element.querySelector('figure[aria-label="Waterfall of record 1"]');
    expect(figure?.textContent).toContain('a raises yes by 1.386 (log-odds)');
    expect(element.textContent).toContain('Adds up: base + contributions = prediction');
  });

  it('moves the record between form, CSV and JSON, and says what is wrong with a body', async () => {
    const { element } = await show(endpointApi());
    await click(control(element, 'Next sample row'));
    await click(control(element, 'JSON'));
    const body = control(element, 'Body (application/json)') as HTMLTextAreaElement;
    expect(JSON.parse(body.value)).toEqual({ instances: [{ features: [8, 'red'] }] });
    await fill(body, '{"instances": [[1]]}');
    expect(element.textContent).toContain('Record 1 does not hold 2 values');
    await click(control(element, 'CSV'));
    expect(control(element, 'Body (text/csv)')).toHaveProperty('value', '8,red\n');
  });

  it('cancels with Escape and keeps a history of calls', async () => {
    const api = endpointApi();
    const { element } = await show(api);
    const panel = control(element, 'Invoke');
    api.on(
      'sagemaker-runtime.InvokeEndpoint',
      (_input, { signal }) =>
        new Promise((_, reject) =>
          signal?.addEventListener('abort', () =>
            reject(fakeError({ code: 'Cancelled', message: 'Cancelled.', retryable: true }))
          )
        )
    );
    await key(panel, { key: 'Enter', ctrlKey: true });
    await settle();
    await key(panel, { key: 'Escape' });
    await settle(10);
    expect(element.textContent).toContain('The endpoint could not answer.');
    await key(panel, { key: 'Enter', metaKey: true });
    await settle(10);
    expect(element.querySelectorAll('[aria-label="Calls"] tbody tr')).toHaveLength(2);
  });

  it('names what the container said', async () => {
    const api = endpointApi().on('sagemaker-runtime.InvokeEndpoint', () => {
      throw fakeError({
        code: 'ModelError',
        message: 'Received client error (400) from primary.',
        retryable: false,
        requestId: 'r-1',
        details: { OriginalStatusCode: 400, OriginalMessage: 'Column a: "x" is not a number.' }
      });
    });
    const { element } = await show(api);
    await click(control(element, 'Invoke'));
    await settle(10);
    expect(element.textContent).toContain(
      'The model could not read the request: Column a: "x" is not a number.'
    );
    expect(element.textContent).toContain('r-1');
  });

  it('deletes endpoint, configuration and model after asking', async () => {
    const api = endpointApi();
    const { element, host } = await show(api);
    await click(control(element, 'Delete endpoint'));
    await settle(20);
    expect(host.asked[0]).toBe('confirm Delete endpoint churn?');
    expect(api.calls.map(c => c.operation).filter(o => o.startsWith('Delete'))).toEqual([
      'DeleteEndpoint',
      'DeleteEndpointConfig',
      'DeleteModel'
    ]);
    expect(element.textContent).toContain('This endpoint is deleted');
  });

  it('deletes nothing when the user says no', async () => {
    const api = endpointApi();
    const host = { ...fakeHost(), confirm: async () => false };
    const { element } = await render(
      <EndpointView args={{ endpointName: 'churn' }} api={api} host={host} />
    );
    await settle(20);
    await click(control(element, 'Delete endpoint'));
    expect(api.calls.some(c => c.operation.startsWith('Delete'))).toBe(false);
  });

  it('waits while the endpoint starts, says why it failed, and when there is none', async () => {
    const creating = await show(endpointApi('Creating'));
    expect(creating.element.querySelector('[role="progressbar"]')).not.toBeNull();
    expect(control(creating.element, 'Invoke')).toHaveProperty('disabled', true);
    expect(control(creating.element, 'Delete endpoint')).toHaveProperty('disabled', true);

    const api = endpointApi().on('sagemaker.DescribeEndpoint', () => ({
      EndpointName: 'churn',
      EndpointStatus: 'Failed',
      FailureReason: 'The archive is missing.'
    }));
    const failed = await show(api);
    expect(failed.element.textContent).toContain('The archive is missing.');
    expect(control(failed.element, 'Delete endpoint')).toHaveProperty('disabled', false);

    const missing = await show(
      new FakeApi({
        'sagemaker.DescribeEndpoint': () => {
          throw fakeError({
            code: 'ValidationException',
            message: 'Could not find endpoint "churn".',
            retryable: false
          });
        }
      })
    );
    expect(missing.element.textContent).toContain('There is no endpoint of this name');
  });
});
