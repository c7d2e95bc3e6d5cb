/** Ports on the loopback interface, and waiting until a server answers. */
import net from 'node:net';
import { UserError } from './processes.mjs';

const listen = port =>
  new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const chosen = server.address().port;
      server.close(() => resolve(chosen));
    });
  });

export const isFree = port =>
  listen(port).then(
    () => true,
    () => false
  );

/** A port that nothing listens on now. */
export const freePort = () => listen(0);

/** The wanted port, which must be free, or `preferred` if free, or any. */
export async function choosePort(wanted, preferred) {
  if (wanted !== undefined) {
    if (await isFree(wanted)) return wanted;
    throw new UserError(
      `Port ${wanted} is taken by another program. ` +
        `Stop that program, choose another with --port, or leave --port out to use any free port.`
    );
  }
  return (await isFree(preferred)) ? preferred : freePort();
}

/**
 * Waits until `url` answers with a status below 500.
 *
 * @param server what {@link launch} returned: if it ends before, that is the error
 */
export async function waitForHttp(url, server, { name, timeoutMs = 60_000 } = {}) {
  const end = Date.now() + timeoutMs;
  for (;;) {
    try {
      const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(5000) });
      await answer.arrayBuffer();
      if (answer.status < 500) return;
    } catch {
      // Not yet.
    }
    if (!server.isRunning()) throw new UserError(`${name} ended at its start.\n${server.tail()}`);
    if (Date.now() > end) {
      throw new UserError(`${name} did not answer within ${timeoutMs / 1000} s.\n${server.tail()}`);
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
