import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client, YizhanError, type ClientOptions } from '../../../src/embed/client.js';
import { HERE, place, world, type World } from '../../http/harness.js';

let here: World;
let server: Server;
let api: string;
/** Requests as the server saw them. */
const seen: { method: string; url: string; status: number }[] = [];

beforeAll(async () => {
  here = await world([
    place('near', 31.2411, 121.4266, { services: { toilet: { state: 'yes' } } }),
    place('far', 31.25, 121.43),
  ]);
  [server, api] = await listening((request, response) => {
    response.on('finish', () =>
      seen.push({ method: request.method!, url: request.url!, status: response.statusCode }),
    );
    here.app(request as never, response as never);
  });
});
afterAll(async () => {
  await closed(server);
  await here.close();
});

describe('the client', () => {
  it('answers with the nearest places, and never puts a position into an address', async () => {
    seen.length = 0;
    const answer = await client().nearest({ ...HERE, limit: 1, services: ['toilet'] });
    expect(answer.features.map((one) => one.id)).toEqual([here.idOf('near')]);
    await client().needs({ ...HERE, need: ['toilet'] });
    expect(seen).toEqual([
      { method: 'POST', url: '/v1/facilities/nearest', status: 200 },
      { method: 'POST', url: '/v1/needs/nearest', status: 200 },
    ]);
  });

  it('speaks the language and the datum it was made for', async () => {
    const english = await client({ lang: 'en', crs: 'gcj02' }).nearest({ ...HERE, limit: 1 });
    expect(english).toMatchObject({ crs: 'gcj02', query: { crs: 'gcj02', lang: 'en' } });
    expect(english.features[0]!.properties.name).toBe('near station');
    const whole = await client().facility(here.idOf('near'), { crs: 'bd09' });
    expect(whole.crs).toBe('bd09');
  });

  it('lists by name, area and ids', async () => {
    const { features } = await client().list({ q: 'near驿站', bbox: [121, 31, 122, 32], limit: 5 });
    expect(features.map((one) => one.id)).toEqual([here.idOf('near')]);
    const both = await client().list({ ids: [here.idOf('near'), here.idOf('far')] });
    expect(both.numberReturned).toBe(2);
  });

  it('asks again with the ETag, and gives the answer it kept when nothing changed', async () => {
    const one = client();
    const first = await one.categories();
    seen.length = 0;
    expect(await one.categories()).toEqual(first);
    expect(seen).toEqual([{ method: 'GET', url: '/v1/categories', status: 304 }]);
  });

  it('reports what was found at a place, by the kinds there are', async () => {
    const { kinds } = await client({ lang: 'en' }).reportKinds();
    const kind = kinds.find(({ label }) => label === 'it was locked')!.code;
    const told = await client({ lang: 'en' }).report({ facility: here.idOf('far'), kind });
    expect(told).toMatchObject({ counted: true, next: expect.stringContaining('Thank you') });
    const { usable } = (await client().facility(here.idOf('far'), { need: 'toilet' })).properties;
    expect(usable.words).toHaveLength(usable.reasons.length);
    const wrong = await failure(client().report({ facility: here.idOf('far'), kind: 'nice' }));
    expect(wrong.problem?.errors?.[0]).toMatchObject({ parameter: 'kind', value: 'nice' });
  });

  it('tells a refusal in the words of the API', async () => {
    const error = await failure(client().nearest({ lat: 91, lon: 0 }));
    expect(error).toMatchObject({ kind: 'problem', status: 400 });
    expect(error.problem?.errors?.[0]).toMatchObject({ parameter: 'lat', value: '91' });
  });

  it('asks a busy server again after as long as it wished, then gives up', async () => {
    const waits: number[] = [];
    const answers = [
      [429, '2'],
      [503, '1'],
      [200, ''],
    ] as const;
    const options = scripted(answers.map(([status, after]) => busy(status, after)));
    const wait = async (milliseconds: number) => void waits.push(milliseconds);
    await client({ ...options, wait, chance: () => 0.5 }).categories();
    expect(waits).toEqual([2000, 1000]);

    const never = scripted([busy(503, '1'), busy(503, '1'), busy(503, '1')]);
    expect(await failure(client({ ...never, wait }).categories())).toMatchObject({
      kind: 'busy',
      status: 503,
    });
    const long = scripted([busy(429, '3600'), busy(200, '')]);
    expect(await failure(client({ ...long, wait }).categories())).toMatchObject({
      kind: 'busy',
      status: 429,
    });
  });

  it('tells a server that is not there, is too slow, or sends half an answer', async () => {
    const [gone, nowhere] = await listening(() => undefined);
    await closed(gone);
    expect(await failure(new Client({ api: nowhere, retries: 0 }).categories())).toMatchObject({
      kind: 'network',
    });
    const [silent, slow] = await listening(() => undefined);
    const late = new Client({ api: slow, retries: 0, timeout: 30 }).categories();
    expect(await failure(late)).toMatchObject({ kind: 'timeout' });
    await closed(silent);
    const half = scripted([{ status: 200, body: '{"categories":[' }]);
    expect(await failure(client(half).categories())).toMatchObject({ kind: 'damaged' });
  });

  it('stops when the question is withdrawn', async () => {
    const [silent, slow] = await listening(() => undefined);
    const control = new AbortController();
    const answer = failure(new Client({ api: slow }).categories({ signal: control.signal }));
    control.abort();
    expect(await answer).toMatchObject({ kind: 'aborted' });
    await closed(silent);
  });
});

function client(more: Partial<ClientOptions> = {}): Client {
  return new Client({ api, ...more });
}

interface Scripted {
  readonly status: number;
  readonly body: string;
  readonly after?: string;
}
const busy = (status: number, after: string): Scripted => ({ status, body: '{}', after });

/** A request function that gives these answers one after the other, as a mini-program's would. */
function scripted(answers: readonly Scripted[]): Pick<ClientOptions, 'request'> {
  const left = [...answers];
  return {
    request: async () => {
      const { status, body, after } = left.shift()!;
      return { status, body, header: (name) => (name === 'retry-after' ? after : undefined) };
    },
  };
}

async function failure(call: Promise<unknown>): Promise<YizhanError> {
  const error: unknown = await call.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof YizhanError)) throw error;
  return error;
}

async function listening(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<[Server, string]> {
  const made = createServer(answer);
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  return [made, `http://127.0.0.1:${(made.address() as AddressInfo).port}`];
}

function closed(made: Server): Promise<void> {
  made.closeAllConnections();
  return new Promise((resolve) => made.close(() => resolve()));
}
