import { afterEach, describe, expect, it } from '@jest/globals';
import { connect, createServer, type Server } from 'node:net';
import { borrow, openPort, type Port } from '../../../src/workers/port.js';

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

async function open(): Promise<Port> {
  const port = await openPort('127.0.0.1', 0);
  endings.push(() => port.close());
  return port;
}

/** A server on the port that says a word to whoever comes. */
async function speaker(port: Port, word: string): Promise<Server> {
  const server = createServer((socket) => socket.end(word));
  endings.push(() => server.close());
  const handle = await borrow(port.fd);
  await new Promise<void>((resolve) => server.listen(handle, resolve));
  return server;
}

function hear({ address }: Port): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = connect(address.port, '127.0.0.1').setEncoding('utf8');
    socket.on('data', (text) => (heard += text)).once('end', () => resolve(heard));
    socket.once('error', reject);
  });
}

const close = (server: Server) => new Promise((resolve) => server.close(resolve));

describe('a port that is shared', () => {
  it('answers by any server that has borrowed it, and by the others when one is closed', async () => {
    const port = await open();
    const one = await speaker(port, 'one');
    const two = await speaker(port, 'two');
    for (let i = 0; i < 20; i++) expect(['one', 'two']).toContain(await hear(port));
    await close(one);
    for (let i = 0; i < 20; i++) expect(await hear(port)).toBe('two');
    const three = await speaker(port, 'three');
    await close(two);
    expect(await hear(port)).toBe('three');
    await close(three);
  });

  it('keeps those waiting who come while nobody answers', async () => {
    const port = await open();
    const waiting = hear(port);
    await speaker(port, 'late');
    expect(await waiting).toBe('late');
  });

  it('stays open for those who borrowed it when whoever opened it closes it, and closes with the last', async () => {
    const port = await openPort('127.0.0.1', 0);
    const last = await speaker(port, 'last');
    port.close();
    expect(await hear(port)).toBe('last');
    await close(last);
    await expect(hear(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('says what is wrong with a port that cannot be opened', async () => {
    const { address } = await open();
    await expect(openPort('127.0.0.1', address.port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await expect(openPort('203.0.113.1', 0)).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' });
  });

  it('says that a socket cannot be borrowed that is none', async () => {
    await expect(borrow(2 ** 20)).rejects.toThrow();
  });
});
