/** Entry of a view's page. */
import { mountView } from '@pilothouse/core/views/mount';
import { createMessageConnection } from 'vscode-jsonrpc';
import { Hello } from '../rpc/protocol';
import { PortReader, PortWriter } from '../rpc/transport';
import { hostPort } from './port';
import { RemoteApi } from './remoteApi';
import { remoteHost } from './remoteHost';

const port = hostPort();
const connection = createMessageConnection(new PortReader(port), new PortWriter(port));
const api = new RemoteApi(connection);
// Its handlers stand before the first request, so that nothing said after it is missed.
const host = remoteHost(connection, document.documentElement.lang);
connection.listen();
const element = document.getElementById('view');
const { view, args } = await connection.sendRequest(Hello);
if (element) {
  await mountView(view, args as never, element, { api, host });
}
