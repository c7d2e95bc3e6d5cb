// Endpoints of the local hub's models begin with the example of the model's card, and answer it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { importSources } from './harness/bundle.mjs';
import { testEngine, until } from './harness/engine.mjs';

let engine;
let caller;
let core;
let api;

before(async () => {
  engine = await testEngine();
  core = await importSources({
    aws: 'vscode-ext/src/aws/index',
    context: 'shared/src/endpoints/context',
    endpoints: 'shared/src/endpoints/service',
    invoke: 'shared/src/endpoints/invoke',
    answer: 'shared/src/endpoints/answer'
  });
  caller = core.aws.createCaller();
  const { endpointUrl, region, credentialsFile } = engine.info;
  const target = {
    kind: 'local',
    ...{ endpointUrl, region, credentialsFile },
    profile: 'pilothouse-local'
  };
  const limits = ({ signal } = {}) => ({ signal, timeoutMs: 60_000 });
  api = {
    call: (service, operation, input, options) =>
      caller.call(target, service, operation, input, limits(options)),
    stream: (service, operation, input, options) =>
      caller.stream(target, service, operation, input, limits(options))
  };
});

after(async () => {
  caller?.dispose();
  await engine?.stop();
});

async function deploy(id) {
  const content = { HubName: 'SageMakerPublicHub', HubContentType: 'Model', HubContentName: id };
  const { HubContentDocument } = await api.call('sagemaker', 'DescribeHubContent', content);
  const document = JSON.parse(HubContentDocument);
  const name = id.slice(0, 40);
  const create = (operation, input) => api.call('sagemaker', operation, input);
  await create('CreateModel', {
    ModelName: name,
    ExecutionRoleArn: engine.info.roleArn,
    PrimaryContainer: { Image: document.HostingEcrUri, ModelDataUrl: document.HostingArtifactUri }
  });
  await create('CreateEndpointConfig', {
    EndpointConfigName: name,
    ProductionVariants: [
      {
        VariantName: 'AllTraffic',
        ModelName: name,
        InitialInstanceCount: 1,
        InstanceType: document.DefaultInferenceInstanceType
      }
    ]
  });
  await create('CreateEndpoint', {
    EndpointName: name,
    EndpointConfigName: name,
    Tags: [{ Key: 'sagemaker-sdk:jumpstart-model-id', Value: id }]
  });
  await until(
    () => api.call('sagemaker', 'DescribeEndpoint', { EndpointName: name }),
    ({ EndpointStatus }) => EndpointStatus === 'InService'
  );
  return name;
}

test('the example of a forecaster is taken, and answered at once and in parts', async () => {
  const endpointName = await deploy('numpy-forecasting-ets');
  const details = await core.endpoints.endpointDetails(api, endpointName);
  const { payload } = await core.context.loadModelContext(api, details);
  assert.equal(payload.contentType, 'application/json');
  // It has "inputs" and "parameters", as prompts do, and is none.
  assert.ok('inputs' in JSON.parse(payload.body));
  assert.equal(payload.prompt, undefined);
  const request = { endpointName, body: payload.body, contentType: payload.contentType };
  const whole = await core.invoke.invoke(api, request);
  const said = core.answer.readAnswer(whole.bytes, whole.contentType);
  assert.match(said.text, /"0\.5"|"mean"/);
  const parts = [];
  const streamed = await core.invoke.invokeInParts(api, request, {
    onPart: part => parts.push(part)
  });
  assert.ok(parts.length > 0);
  assert.deepEqual(Buffer.from(streamed.bytes), Buffer.concat(parts));
});

test('a model of tables begins with a record of its card', async () => {
  const endpointName = await deploy('sklearn-classification-wine');
  const details = await core.endpoints.endpointDetails(api, endpointName);
  const { payload } = await core.context.loadModelContext(api, details);
  assert.equal(payload.contentType, 'text/csv');
  const { contentType, accept, body } = payload;
  const answer = await core.invoke.invoke(api, { endpointName, body, contentType, accept });
  assert.ok(core.answer.readAnswer(answer.bytes, answer.contentType).table.rows.length > 0);
});
