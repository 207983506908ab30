import { afterEach, describe, expect, it } from '@jest/globals';
import { startServer, type Listening } from '../../src/http/server.js';
import { place, world, type World } from './harness.js';

let here: World;
let server: Listening | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
  await here.close();
});

const withdraw = (externalId: string) => ({ kind: 'withdraw', source: 'test', externalId }) as const;

describe('GET /v1/changes', () => {
  it('tells every change in order, deletions included, page by page', async () => {
    here = await world([place('a', 31, 121), place('b', 31, 121), place('c', 31, 121)]);
    const [a, b, c] = ['a', 'b', 'c'].map(here.idOf);
    const first = await here.get('/v1/changes?limit=2');
    expect(first.body).toMatchObject({
      changes: [
        { kind: 'put', id: a },
        { kind: 'put', id: b },
      ],
      more: true,
    });
    const rest = await here.get(first.body.links[0].href);
    expect(rest.body).toMatchObject({ changes: [{ kind: 'put', id: c }], more: false });
    await here.apply([{ kind: 'merge', from: a!, into: b! }, withdraw('c')]);
    const news = await here.get(`/v1/changes?cursor=${rest.body.cursor}`);
    expect(
      news.body.changes.map((one: { kind: string; id: string; into?: string }) => [
        one.kind,
        one.id,
        one.into,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['merged', a, b],
        ['removed', c, undefined],
      ]),
    );
    const end = await here.get(`/v1/changes?cursor=${news.body.cursor}`);
    expect(end.body).toMatchObject({ changes: [], cursor: news.body.cursor, more: false });
    expect((await here.get('/v1/changes?cursor=now')).body.cursor).toBe(news.body.cursor);
  });

  it('refuses a cursor it never gave, and one from a store with more in it', async () => {
    here = await world(Array.from({ length: 5 }, (_, i) => place(`p${i}`, 31, 121)));
    const { cursor } = (await here.get('/v1/changes')).body;
    await here.close();
    here = await world([place('a', 31, 121)]);
    expect((await here.get('/v1/changes?cursor=x')).body.detail).toMatch(/does not belong/);
    expect((await here.get(`/v1/changes?cursor=${cursor}`)).body.detail).toMatch(/ahead of the data/);
  });
});

describe('GET /v1/changes?of=offerings', () => {
  const HOTLINE = { name: { zh: '热线' }, measure: 'mind', number: '12356' };

  it('tells events, offers and the like in a log of their own, removed ones too', async () => {
    here = await world([place('a', 31, 121)]);
    const key = { Authorization: (await here.keyOf('editor')).Authorization };
    const empty = await here.get('/v1/changes?of=offerings');
    expect(empty.body).toMatchObject({ changes: [], more: false });
    const [one, two] = [
      await here.post('/v1/hotlines', HOTLINE, key),
      await here.post('/v1/hotlines', HOTLINE, key),
    ];
    const first = await here.get('/v1/changes?of=offerings&limit=1');
    expect(first.body).toMatchObject({
      changes: [{ kind: 'put', type: 'hotline', id: one.body.hotline.id }],
      more: true,
    });
    const rest = await here.get(first.body.links[0].href);
    expect(rest.body).toMatchObject({ changes: [{ kind: 'put', id: two.body.hotline.id }], more: false });
    await here.delete(`/v1/hotlines/${one.body.hotline.id}`, { ...key, 'If-Match': one.headers['etag']! });
    const news = await here.get(`/v1/changes?of=offerings&cursor=${rest.body.cursor}`);
    expect(news.body.changes).toMatchObject([{ kind: 'removed', type: 'hotline', id: one.body.hotline.id }]);
    expect((await here.get('/v1/changes')).body.changes).toHaveLength(1);
  });

  it('has cursors that are of this log only', async () => {
    here = await world([place('a', 31, 121)]);
    const { cursor } = (await here.get('/v1/changes')).body;
    expect((await here.get(`/v1/changes?of=offerings&cursor=${cursor}`)).body.detail).toMatch(
      /does not belong/,
    );
    expect((await here.get('/v1/changes?of=stations')).status).toBe(400);
  });
});

interface Event {
  readonly id: string;
  readonly data: { readonly kind: string; readonly id: string };
}

/** Reads events from a stream until there are `count`. */
async function take(
  body: ReadableStream<Uint8Array>,
  count: number,
): Promise<{ events: Event[]; text: string }> {
  const reader = body.getReader();
  let text = '';
  for (;;) {
    const blocks = text.split('\n\n').filter((block) => block.includes('event: change'));
    if (blocks.length >= count && text.endsWith('\n\n')) {
      reader.releaseLock();
      const events = blocks.map((block) => ({
        id: /^id: (.*)$/m.exec(block)![1]!,
        data: JSON.parse(/^data: (.*)$/m.exec(block)![1]!) as Event['data'],
      }));
      return { events, text };
    }
    const { done, value } = await reader.read();
    if (done) throw new Error(`the stream ended after ${text}`);
    text += new TextDecoder().decode(value);
  }
}

const fast = { streamPoll: 10, heartbeat: 20, maxStreams: 2 };
const stream = (url: string, headers: Record<string, string> = {}) =>
  fetch(`${url}/v1/changes`, { headers: { Accept: 'text/event-stream', ...headers } });

describe('a stream of changes', () => {
  it('goes on from the last event that was seen', async () => {
    here = await world([place('a', 31, 121), place('b', 31, 121)], { settings: fast });
    server = await startServer(here.app, { host: '127.0.0.1', port: 0 });
    const cursor = (await here.get('/v1/changes?limit=1')).body.cursor as string;
    const response = await stream(server.url, { 'Last-Event-ID': cursor });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    const old = await take(response.body!, 1);
    expect(old.events.map((event) => event.data.id)).toEqual([here.idOf('b')]);
    await here.apply([place('c', 31, 121)]);
    const news = await take(response.body!, 1);
    expect(news.events[0]!.data).toMatchObject({ kind: 'put', id: here.idOf('c') });
    expect((await here.get(`/v1/changes?cursor=${news.events[0]!.id}`)).body.changes).toEqual([]);
  });

  it('of offerings tells of them only', async () => {
    here = await world([place('a', 31, 121)], { settings: fast });
    server = await startServer(here.app, { host: '127.0.0.1', port: 0 });
    const key = { Authorization: (await here.keyOf('editor')).Authorization };
    const { cursor } = (await here.get('/v1/changes?of=offerings')).body;
    const response = await fetch(`${server.url}/v1/changes?of=offerings&cursor=${cursor}`, {
      headers: { Accept: 'text/event-stream' },
    });
    await here.apply([place('b', 31, 121)]);
    const { body } = await here.post('/v1/organisations', { name: { zh: '工会' } }, key);
    const { events } = await take(response.body!, 1);
    expect(events[0]!.data).toMatchObject({ kind: 'put', type: 'organisation', id: body.organisation.id });
  });

  it('tells only what is new where nobody says from where, and shows that it lives', async () => {
    here = await world([place('a', 31, 121)], { settings: fast });
    server = await startServer(here.app, { host: '127.0.0.1', port: 0 });
    const response = await stream(server.url);
    await new Promise((resolve) => setTimeout(resolve, 60));
    await here.apply([place('b', 31, 121)]);
    const { events, text } = await take(response.body!, 1);
    expect(events[0]!.data.id).toBe(here.idOf('b'));
    expect(text).toContain(': still here\n\n');
    expect(text).toContain('retry: 3000\n\n');
  });

  it('is refused when there are enough of them, and free again when one leaves', async () => {
    here = await world([place('a', 31, 121)], { settings: fast });
    server = await startServer(here.app, { host: '127.0.0.1', port: 0 });
    const leave = new AbortController();
    await fetch(`${server.url}/v1/changes`, {
      headers: { Accept: 'text/event-stream' },
      signal: leave.signal,
    });
    await stream(server.url);
    const refused = await stream(server.url);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('30');
    leave.abort();
    let status = 503;
    while (status === 503) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      status = (await stream(server.url)).status;
    }
    expect(status).toBe(200);
  });

  it.each([
    ['text/event-stream', true],
    ['TEXT/Event-Stream', true],
    ['text/event-stream, application/json;q=0.5', true],
    ['text/event-stream, */*;q=0.1', true],
    ['text/*', true],
    ['application/json, text/event-stream;q=0', false],
    ['text/event-stream;q=0, */*', false],
    ['application/json, text/event-stream;q=0.2', false],
    ['*/*', false],
  ])('is sent to whoever wants it more than a page: %s', async (Accept, streamed) => {
    here = await world([place('a', 31, 121)], { settings: fast });
    server = await startServer(here.app, { host: '127.0.0.1', port: 0 });
    const response = await stream(server.url, { Accept });
    expect(response.headers.get('content-type')).toBe(streamed ? 'text/event-stream' : 'application/json');
    await response.body!.cancel();
  });

  it('ends when the server stops', async () => {
    here = await world([place('a', 31, 121)], { settings: fast });
    const listening = await startServer(here.app, { host: '127.0.0.1', port: 0 });
    const response = await stream(listening.url);
    await listening.close();
    expect(await response.text()).toContain('retry: 3000');
  });

  it('refuses a wrong Last-Event-ID', async () => {
    here = await world([place('a', 31, 121)]);
    const answer = await here.get('/v1/changes', { Accept: 'text/event-stream', 'Last-Event-ID': 'x' });
    expect(answer.status).toBe(400);
  });
});
