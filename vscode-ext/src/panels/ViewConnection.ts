import { effectOf } from '@pilothouse/core/aws/operations';
import {
  createMessageConnection,
  type CancellationToken,
  type MessageConnection
} from 'vscode-jsonrpc';
import type * as vscode from 'vscode';
import { CallGuard } from '../backend/CallGuard';
import * as rpc from '../rpc/protocol';
import { isEnvelope } from '../rpc/envelope';
import { PortReader, PortWriter } from '../rpc/transport';
import { allowedCalls } from './allowedCalls';
import { confirm } from './confirm';
import { failuresAsData } from './failures';
import { serveHost } from './hostRequests';
import { fileScope, ViewFiles } from './ViewFiles';
import type { ViewServices } from './ViewEditor';
import type { PanelSubject } from './viewUri';

/**
 * Serves the page of one panel.
 *
 * A page that is hidden is thrown away and comes back as a new one. Each says who it is in
 * every message, so what was meant for an old page never reaches a new one.
 */
export class ViewConnection implements vscode.Disposable {
  private readonly guard: CallGuard;
  private readonly files: ViewFiles;
  private readonly subscription: vscode.Disposable;
  private page: { id: string; receive: (data: unknown) => void; end: () => void } | undefined;

  constructor(
    private readonly webview: vscode.Webview,
    private readonly subject: PanelSubject,
    private readonly services: ViewServices
  ) {
    const { backend, api } = services;
    this.guard = new CallGuard({
      api,
      allowed: allowedCalls[subject.view],
      cost: () => (backend.choice().kind === 'aws' ? 'billed' : 'free'),
      ask: confirm
    });
    this.files = new ViewFiles(fileScope(subject, services.granted));
    this.subscription = webview.onDidReceiveMessage((data: unknown) => this.receive(data));
  }

  dispose(): void {
    this.subscription.dispose();
    this.page?.end();
  }

  private receive(data: unknown): void {
    if (!isEnvelope(data)) {
      return;
    }
    if (this.page?.id !== data.page) {
      this.page?.end();
      this.page = this.open(data.page);
    }
    this.page.receive(data.frame);
  }

  private open(id: string): NonNullable<ViewConnection['page']> {
    let receive: (data: unknown) => void = () => undefined;
    const port = {
      post: (frame: unknown): void => void this.webview.postMessage({ page: id, frame }),
      onMessage: (listener: (data: unknown) => void): (() => void) => {
        receive = listener;
        return () => undefined;
      }
    };
    const connection = createMessageConnection(new PortReader(port), new PortWriter(port), {
      error: message => this.services.log.error(message),
      warn: message => this.services.log.warn(message),
      info: message => this.services.log.info(message),
      log: message => this.services.log.trace(message)
    });
    const changes = this.serve(connection);
    connection.listen();
    return {
      id,
      receive: data => receive(data),
      end: () => {
        changes.dispose();
        connection.dispose();
      }
    };
  }

  /** Answer requests; the result ends what was subscribed for the page. */
  private serve(connection: MessageConnection): vscode.Disposable {
    const { backend } = this.services;
    const ended = new AbortController();
    let changes: vscode.Disposable | undefined;

    connection.onRequest(rpc.Hello, () => {
      changes ??= backend.onDidChange(() => {
        void backend.state().then(
          state => connection.sendNotification(rpc.BackendChanged, state),
          (error: unknown) => this.services.log.error(String(error))
        );
      });
      const { view, args } = this.subject;
      return { view, args } satisfies rpc.Welcome;
    });
    connection.onRequest(rpc.AwsCall, ({ service, operation, input, role }, token) =>
      failuresAsData(
        this.guard.call(service, operation, input, {
          role,
          // Nobody waits for what an old page wanted to read; what it began to change goes on.
          signal:
            effectOf(service, operation) === 'read'
              ? AbortSignal.any([signalOf(token), ended.signal])
              : signalOf(token)
        })
      )
    );
    connection.onRequest(rpc.AwsStreamCall, ({ service, operation, input, number }, token) =>
      failuresAsData(
        (async () => {
          // Nobody reads what would still come when the page is gone.
          const signal = AbortSignal.any([signalOf(token), ended.signal]);
          const { output, parts } = await this.guard.stream(service, operation, input, { signal });
          await connection.sendNotification(rpc.AwsStreamPart, { number, output });
          for await (const bytes of parts) {
            await connection.sendNotification(rpc.AwsStreamPart, { number, bytes });
          }
          return null;
        })()
      )
    );
    connection.onRequest(rpc.BackendGet, () => failuresAsData(backend.state()));
    connection.onRequest(rpc.BackendChoose, choice => failuresAsData(backend.choose(choice)));
    connection.onRequest(rpc.EngineStart, () => failuresAsData(backend.startEngine()));
    connection.onRequest(rpc.EngineInstall, () => failuresAsData(backend.installEngine()));
    connection.onRequest(rpc.EngineStorageGet, () => failuresAsData(backend.engineStorage()));
    connection.onRequest(rpc.EngineStorageClean, request =>
      failuresAsData(backend.cleanEngineStorage(request))
    );
    connection.onRequest(rpc.FileStatOf, ({ path }) => failuresAsData(this.files.stat(path)));
    connection.onRequest(rpc.FileRead, ({ path, start, end }) =>
      failuresAsData(this.files.read(path, start, end))
    );
    connection.onRequest(rpc.FileList, async ({ path, limit, only }) => ({
      found: await failuresAsData(this.files.list(path, limit, only))
    }));
    connection.onRequest(rpc.FilePick, async ({ what }) => ({
      path: await failuresAsData(this.files.pick(what))
    }));
    connection.onRequest(rpc.Confirm, request => failuresAsData(this.guard.confirm(request)));
    serveHost(connection, this.services);
    return {
      dispose: () => {
        changes?.dispose();
        ended.abort();
      }
    };
  }
}

/** An abort signal that follows a request's cancellation. */
function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) {
    controller.abort();
  }
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
