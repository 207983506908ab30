/**
 * A process of a moment: it was started with a listening socket as its third file descriptor, hands it back to whom it
 * was started by, and ends. Why: see port.ts.
 */
import { Socket } from 'node:net';

const socket = new Socket({ fd: 3, readable: false, writable: false });
const { _handle: handle } = socket as unknown as { readonly _handle: unknown };
// A handle as it is goes through as it is; a socket or a server would begin to read or accept on the other side.
process.send?.('port', handle, {}, () => process.disconnect());
