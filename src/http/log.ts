import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from './deps.js';

/**
 * One line for each request, when it is over: method, the route's pattern, status and milliseconds. Neither
 * address nor query nor the asker's: a row of somebody's positions is sensitive personal data.
 */
export function logRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { log, pattern }: { log: Log; pattern: string },
) {
  const start = performance.now();
  response.once('close', () => {
    const ms = Math.round((performance.now() - start) * 10) / 10;
    const line = { method: request.method, route: pattern, status: response.statusCode, ms };
    log.info(response.writableFinished ? line : { ...line, aborted: true }, 'request');
  });
}
