/**
 * One kind of server in a process of its own. Prints its port as a line; ends when its input does.
 *   bare-http FILE | bare-express FILE | express-json FILE | yizhan DATABASE INSTANT [WORKERS]
 * Ours thinks that it started at the instant: what is open does not depend on when the bench is run.
 */
import express from 'express';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readSettings } from '../../../src/config.js';
import { startService } from '../../../src/system/service.js';

const TYPE = 'application/geo+json; charset=utf-8';
const [kind = '', argument = '', instant = '', workers = '1'] = process.argv.slice(2);

async function portOf(): Promise<number> {
  if (kind === 'yizhan') {
    const clock = Date.now;
    const shift = Date.parse(instant) - clock();
    Date.now = () => clock() + shift;
    const database = { DATABASE_URL: `sqlite:${argument}` };
    const env = { PORT: '0', LOG_LEVEL: 'warn', RATE_LIMIT: 'off', WORKERS: workers, ...database };
    const service = await startService(readSettings(env));
    return Number(new URL(service.url).port);
  }
  const bytes = readFileSync(argument);
  const app = express();
  if (kind === 'bare-express')
    app.get('/*path', (_request, response) => void response.type(TYPE).send(bytes));
  if (kind === 'express-json') {
    const answer: unknown = JSON.parse(bytes.toString('utf8'));
    app.get('/*path', (_request, response) => void response.json(answer));
  }
  const bare = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': TYPE, 'Content-Length': bytes.length });
    response.end(bytes);
  });
  return listen(kind === 'bare-http' ? bare : createServer(app));
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

console.log(await portOf());
process.stdin.resume().once('end', () => process.exit(0));
