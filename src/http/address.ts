import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/**
 * Which network a request comes from, for counting only: it is held in memory and never logged. An IPv6 network is told by
 * its first 64 bits, because one subscriber has at least as many addresses as that leaves.
 * @param hops proxies in front of this server that add to `X-Forwarded-For`; what stands further left anybody can write
 */
export function networkOf({ socket, headers }: IncomingMessage, hops: number): string {
  const peer = socket.remoteAddress ?? '';
  const forwarded = hops === 0 ? undefined : headers['x-forwarded-for'];
  if (forwarded === undefined) return prefixOf(peer);
  const chain = String(forwarded).split(',');
  const told = bare(chain[Math.max(0, chain.length - hops)]!);
  return prefixOf(isIP(told) === 0 ? peer : told);
}

/** Without brackets, port and blanks, as some proxies write them. */
function bare(address: string): string {
  const trimmed = address.trim();
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(trimmed)?.[1];
  return bracketed ?? trimmed.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
}

/** An IPv4 address as it is, of an IPv6 one the first four groups. */
export function prefixOf(address: string): string {
  if (!address.includes(':')) return address;
  const plain = address.split('%', 1)[0]!.toLowerCase();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  const [before = '', after] = plain.split('::');
  const left = before === '' ? [] : before.split(':');
  const right = after === undefined || after === '' ? [] : after.split(':');
  const zeros = after === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array<string>(zeros).fill('0'), ...right].slice(0, 4);
  return `${groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`;
}
