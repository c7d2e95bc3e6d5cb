/**
 * The extension's call path against the SDK itself, alternating: the same call to the same engine.
 *
 * Bundled by `seam-vscode.mjs`, run in a Node of its own: `node FILE AWS_BUNDLE ENGINE_JSON`.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import process from 'node:process';
import { MessageChannel } from 'node:worker_threads';
import { ListAutoMLJobsCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { fromIni } from '@aws-sdk/credential-providers';
import { createMessageConnection } from 'vscode-jsonrpc/node';
import { AwsLoader } from '../../vscode-ext/src/backend/AwsLoader';
import { BackendApi } from '../../vscode-ext/src/backend/BackendApi';
import { CallGuard } from '../../vscode-ext/src/backend/CallGuard';
import { failuresAsData } from '../../vscode-ext/src/panels/failures';
import { AwsCall } from '../../vscode-ext/src/rpc/protocol';
import { PortReader, PortWriter } from '../../vscode-ext/src/rpc/transport';
import { RemoteApi } from '../../vscode-ext/src/webview/remoteApi';
import { median } from './statistics.mjs';

const ROUNDS = 200;
const WARM = 20;
const INPUT = { MaxResults: 10 };

const [awsBundle, engineFile] = process.argv.slice(2);
const info = JSON.parse(readFileSync(engineFile, 'utf8'));
const target = {
  kind: 'local',
  endpointUrl: info.endpointUrl,
  region: info.region,
  credentialsFile: info.credentialsFile,
  profile: 'pilothouse-local'
};

/** One end of the channel that stands in for the editor's `postMessage`. */
function connect(port) {
  const end = {
    post: data => port.postMessage(data),
    onMessage: listener => {
      port.on('message', listener);
      return () => port.off('message', listener);
    }
  };
  return createMessageConnection(new PortReader(end), new PortWriter(end));
}

const load = createRequire(import.meta.url);
const loader = new AwsLoader(() => load(awsBundle));
const log = { debug: () => undefined, warn: () => undefined };
const backend = { resolve: () => Promise.resolve({ target }) };
const api = new BackendApi(backend, { lost: () => undefined }, loader, log);
const guard = new CallGuard({ api, cost: () => 'free', ask: () => Promise.resolve(false) });
const channel = new MessageChannel();
const host = connect(channel.port1);
host.onRequest(AwsCall, ({ service, operation, input }) =>
  failuresAsData(guard.call(service, operation, input))
);
const page = connect(channel.port2);
host.listen();
page.listen();
const remote = new RemoteApi(page);

const client = new SageMakerClient({
  endpoint: target.endpointUrl,
  region: target.region,
  maxAttempts: 1,
  credentials: fromIni({
    profile: target.profile,
    filepath: target.credentialsFile,
    configFilepath: target.credentialsFile
  })
});

const ways = {
  route: () => remote.call('sagemaker', 'ListAutoMLJobs', INPUT),
  direct: () => client.send(new ListAutoMLJobsCommand(INPUT))
};
const times = { route: [], direct: [] };
for (let round = 0; round < ROUNDS + WARM; round++) {
  for (const [name, ask] of Object.entries(ways)) {
    const begin = performance.now();
    await ask();
    // The first ones make clients and connections.
    if (round >= WARM) times[name].push(performance.now() - begin);
  }
}
const route = median(times.route);
const direct = median(times.direct);
process.stdout.write(
  JSON.stringify({
    'seam.vscode.overhead.p50.ms': route - direct,
    'seam.vscode.route.p50.ms': route,
    'seam.vscode.direct.p50.ms': direct
  })
);
process.exit(0);
