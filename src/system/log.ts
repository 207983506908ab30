import { pino, type Logger } from 'pino';
import type { Settings } from '../config.js';

/** Lines of JSON on stderr, written at once: the last words of a process that ends are not lost. */
export function logOf({ logLevel }: Settings): Logger {
  return pino({ level: logLevel }, pino.destination({ dest: 2, sync: true }));
}
