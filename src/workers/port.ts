import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { UserError } from '../core/errors.js';

/**
 * One listening socket for several threads. Every thread needs a file descriptor of its own for it: the one that a
 * thread listens on is closed when the thread ends, however it ends, and if others used the same number they would be
 * deaf. The system has `dup` for that; Node has no call for it, and `reusePort` only from version 23. But a socket that is
 * sent from one process to another arrives there under a number of its own. So a child process, which inherits the
 * socket and lives for some fifty milliseconds, sends it straight back to whoever started it: another descriptor of the
 * same socket. All of them take connections from one queue, so a connection that waits there while a thread dies is
 * taken by another.
 */

/** A socket as Node holds it inside. Undocumented, but `listen` takes one, and messages between processes carry one. */
export interface Handle {
  readonly fd: number;
  close(): void;
}

/** What has a handle: servers and sockets. */
export interface Held {
  readonly _handle: Handle;
}

/** A port that is open, but on which this thread does not accept connections. */
export interface Port {
  readonly address: AddressInfo;
  /** What `borrow` takes, in whichever thread. */
  readonly fd: number;
  /** Whoever borrowed it keeps it. */
  close(): void;
}

const LENDER = fileURLToPath(new URL('./lend-port.js', import.meta.url));

/**
 * Opens a port for threads to borrow.
 * @throws what `listen` fails with, such as EADDRINUSE; UserError `unavailable` on Windows
 */
export async function openPort(host: string, port: number): Promise<Port> {
  if (process.platform === 'win32')
    throw new UserError('unavailable', 'Windows cannot share a port between threads; leave WORKERS at 1.');
  const server = createServer();
  const lent = new Promise<{ handle: Promise<Handle>; address: AddressInfo }>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      // Lent and closed in the turn of the event loop in which it opened: this thread accepts nothing.
      const address = server.address() as AddressInfo;
      const handle = borrow((server as unknown as Held)._handle.fd);
      server.close();
      resolve({ handle, address });
    });
  });
  const { handle, address } = await lent;
  const kept = await handle;
  return { address, fd: kept.fd, close: () => kept.close() };
}

/**
 * A handle of this thread's own on a listening socket of this process. Resolves when the child has ended: as long as it
 * lives, the socket stays open, whoever else closes it.
 */
export function borrow(fd: number): Promise<Handle> {
  return new Promise((resolve, reject) => {
    const lender = spawn(process.execPath, [LENDER], { stdio: ['ignore', 'ignore', 'inherit', fd, 'ipc'] });
    let lent: Handle | undefined;
    lender.once('message', (_, handle) => (lent = handle as unknown as Handle));
    lender.once('error', reject);
    lender.once('close', (code) => {
      if (lent) resolve(lent);
      else reject(new Error(`the port could not be shared: code ${code}`));
    });
  });
}
