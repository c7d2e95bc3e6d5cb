/** Reader and writer of `vscode-jsonrpc` over a port that passes objects. */
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageReader,
  type MessageWriter
} from 'vscode-jsonrpc';
import { FrameDecoder, FrameEncoder } from './frames';

/** One end of a channel that keeps the order of what is posted. */
export interface Port {
  post(data: unknown): void;
  /** @returns a function that ends the subscription. */
  onMessage(listener: (data: unknown) => void): () => void;
}

/** Messages out of the frames that a port brings; damaged ones are reported, not thrown. */
export class PortReader extends AbstractMessageReader implements MessageReader {
  constructor(private readonly port: Port) {
    super();
  }

  listen(callback: DataCallback): Disposable {
    const decoder = new FrameDecoder();
    const end = this.port.onMessage(data => {
      try {
        const done = decoder.decode(data);
        if (done) {
          callback(done.message as Message);
        }
      } catch (error) {
        this.fireError(error);
      }
    });
    return { dispose: end };
  }
}

/** Messages to a port, large ones in frames. */
export class PortWriter extends AbstractMessageWriter implements MessageWriter {
  private readonly encoder = new FrameEncoder();

  constructor(private readonly port: Port) {
    super();
  }

  write(message: Message): Promise<void> {
    try {
      for (const frame of this.encoder.encode(message)) {
        this.port.post(frame);
      }
      return Promise.resolve();
    } catch (error) {
      this.fireError(error, message);
      return Promise.reject(error as Error);
    }
  }

  end(): void {
    // The port has no end of its own: the page goes with it.
  }
}
