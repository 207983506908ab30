import { Agent, request as ask, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { startServer } from '../../src/http/server.js';
import { HERE, place, world, type World } from './harness.js';

const WHERE = { host: '127.0.0.1', port: 0 };
const NEAREST = `/v1/facilities/nearest?lat=${HERE.lat}&lon=${HERE.lon}`;
let here: World;
afterEach(() => here.close());

function get(url: string, agent: Agent): Promise<IncomingMessage & { text: string }> {
  return new Promise((resolve, reject) => {
    ask(url, { agent }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += String(chunk)));
      response.on('end', () => resolve(Object.assign(response, { text })));
    })
      .on('error', reject)
      .end();
  });
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves when the server takes no connections any more. */
async function refused(url: string): Promise<void> {
  for (;;) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      }).on('error', () => resolve(false));
    });
    if (!open) return;
    await sleep(150); // each attempt is a new connection, which puts the end off
  }
}

/** Connects, sends `start` at once and the rest of a request `after` milliseconds later. Resolves with what came. */
function slowly(url: string, start: string, after: number): Promise<string> {
  const whole = `GET ${NEAREST} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
      if (start !== '') socket.write(start);
      setTimeout(() => socket.write(whole.slice(start.length)), after);
    });
    let got = '';
    socket.on('data', (chunk) => (got += String(chunk)));
    socket.on('end', () => resolve(got));
    socket.on('error', reject);
  });
}

/** What comes for these bytes until the connection closes. */
function answerTo(url: string, sent: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(sent));
    let got = '';
    socket.on('data', (chunk) => (got += String(chunk)));
    socket.on('close', () => resolve(got));
    socket.on('error', reject);
  });
}

describe('a stop', () => {
  it('lets requests in flight finish and closes connections that are kept alive', async () => {
    let release = () => {};
    let arrived = () => {};
    const waiting = new Promise<void>((resolve) => (arrived = resolve));
    here = await world([place('near', 31.2411, 121.4266)], {
      readiness: () =>
        new Promise((resolve) => {
          arrived();
          release = () => resolve({ ready: true, checks: {} });
        }),
    });
    const server = await startServer(here.app, WHERE);
    const agent = new Agent({ keepAlive: true });
    expect((await get(server.url + NEAREST, agent)).statusCode).toBe(200); // its connection stays open
    const slow = get(`${server.url}/readyz`, agent);
    await waiting;
    let closed = false;
    const closing = server.close().then(() => (closed = true));
    await refused(server.url);
    expect(closed).toBe(false);
    release();
    expect((await slow).text).toBe('{"ready":true,"checks":{}}');
    await closing;
    agent.destroy();
  });

  it.each([
    ['wait to be accepted', 0, 0],
    ['have been accepted', 20, 0],
    ['have sent nothing for a while', 20, 300],
    ['have sent half a request', 20, 700],
  ])('answers every request on connections that %s', async (which, before, after) => {
    here = await world([place('near', 31.2411, 121.4266)]);
    const server = await startServer(here.app, WHERE);
    const start = which.includes('half') ? 'GET ' : '';
    const answers = Array.from({ length: 60 }, () => slowly(server.url, start, after));
    await sleep(before);
    const closing = server.close();
    for (const text of await Promise.all(answers)) {
      const [head, body] = text.split('\r\n\r\n');
      expect(head).toMatch(/^HTTP\/1.1 200 OK\r\n/);
      expect(JSON.parse(body!)).toMatchObject({ numberReturned: 1 });
    }
    await closing;
  });

  it('answers or refuses whoever comes meanwhile, and tells the answered to leave', async () => {
    here = await world([place('near', 31.2411, 121.4266)]);
    const server = await startServer(here.app, { ...WHERE, patience: 3000 });
    const agent = new Agent();
    const outcome = () =>
      get(server.url + NEAREST, agent).then(
        (answer) => `${answer.statusCode} ${answer.headers.connection}`,
        (error: NodeJS.ErrnoException) => error.code,
      );
    const closing = server.close();
    const outcomes = new Set<string | undefined>();
    while (!outcomes.has('ECONNREFUSED')) {
      await sleep(10);
      for (const one of await Promise.all(Array.from({ length: 10 }, outcome))) outcomes.add(one);
    }
    await closing;
    expect([...outcomes]).toEqual(['200 close', 'ECONNREFUSED']);
  });

  it('does not wait for ever', async () => {
    here = await world([], { readiness: () => new Promise(() => {}) });
    const server = await startServer(here.app, { ...WHERE, patience: 50 });
    const hanging = get(`${server.url}/readyz`, new Agent());
    await new Promise((resolve) => setTimeout(resolve, 50));
    await Promise.all([expect(hanging).rejects.toThrow(/hang up|ECONNRESET/), server.close()]);
  });

  it('can be asked for twice', async () => {
    here = await world([]);
    const server = await startServer(here.app, WHERE);
    await Promise.all([server.close(), server.close()]);
  });
});

describe('a start', () => {
  it('fails with the reason where the port is taken', async () => {
    here = await world([]);
    const server = await startServer(here.app, WHERE);
    const port = Number(new URL(server.url).port);
    await expect(startServer(here.app, { ...WHERE, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await server.close();
  });
});

describe('what is no HTTP', () => {
  it.each([
    ['noise', 'NOISE\r\n\r\n', 400],
    ['headers too long', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ])('is answered by a problem: %s', async (_, sent, status) => {
    here = await world([]);
    const server = await startServer(here.app, WHERE);
    const text = await answerTo(server.url, sent);
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(JSON.parse(text.split('\r\n\r\n')[1]!)).toMatchObject({ status });
    await server.close();
  });
});

describe('a head that is wrong', () => {
  it.each([
    ['no Host', 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n', 400, /Host is missing/],
    [
      'an expectation',
      'GET /healthz HTTP/1.1\r\nHost: x\r\nExpect: banana\r\nConnection: close\r\n\r\n',
      417,
      /Expect/,
    ],
    ['an unknown method', 'FOO /healthz HTTP/1.1\r\nHost: x\r\n\r\n', 501, /method is not known/],
    ['a method in small letters', 'get /healthz HTTP/1.1\r\nHost: x\r\n\r\n', 501, /in capitals/],
    [
      'a method of others',
      'PROPFIND /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      405,
      /PROPFIND/,
    ],
  ])('is answered by a problem: %s', async (_, sent, status, detail) => {
    here = await world([]);
    const server = await startServer(here.app, WHERE);
    const [head, body] = (await answerTo(server.url, sent)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toMatch(/^content-type: application\/problem\+json$/im);
    expect(JSON.parse(body!)).toMatchObject({ status, detail: expect.stringMatching(detail) });
    await server.close();
  });

  it('may lack Host in HTTP/1.0', async () => {
    here = await world([]);
    const server = await startServer(here.app, WHERE);
    expect(await answerTo(server.url, 'GET /healthz HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 200 /);
    await server.close();
  });
});

describe('a whole URL as the target', () => {
  const ask = async (target: string) => {
    here = await world([place('near', 31.2411, 121.4266), place('far', 31.25, 121.44)]);
    const server = await startServer(here.app, WHERE);
    const text = await answerTo(server.url, `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    await server.close();
    return { text, body: JSON.parse(text.split('\r\n\r\n')[1]!) as { links: { href: string }[] } };
  };

  it.each(['http://foreign.example', 'HTTPS://foreign.example:8443', 'http://me@foreign.example'])(
    'is read as its path and query: %s',
    async (origin) => {
      const { text, body } = await ask(`${origin}/v1/facilities?limit=1`);
      expect(body.links).toHaveLength(2);
      for (const { href } of body.links) expect(href).toMatch(/^\/v1\/facilities\?limit=1/);
      expect(text).not.toMatch(/foreign/i);
    },
  );

  it.each(['http://foreign.example', 'http://foreign.example?', '*', '//foreign.example/v1/facilities'])(
    'is met with no bug where it has no path of ours: %s',
    async (target) => {
      const { text } = await ask(target);
      expect(text).toMatch(/^HTTP\/1.1 (200|404) /);
      expect(text).not.toMatch(/^Location|"href":"\/\//im);
    },
  );
});

describe('pages', () => {
  it('load nothing from elsewhere', async () => {
    here = await world([]);
    const docs = await request(here.app).get('/docs');
    expect(docs.type).toBe('text/html');
    expect(docs.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'/);
    const files = [...docs.text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) {
      expect(file).toMatch(/^\/docs\//);
      const answer = await request(here.app).get(file);
      expect([file, answer.status]).toEqual([file, 200]);
      expect(answer.headers['cache-control']).toBe('public, max-age=3600');
    }
    expect((await request(here.app).get('/docs/package.json')).status).toBe(404);
    expect((await request(here.app).get('/docs/..%2Fpackage.json')).status).toBe(404);
  });

  it('explain every kind of problem', async () => {
    here = await world([]);
    const { body } = await here.get('/v1/facilities/nearest');
    const explained = await request(here.app).get(body.type);
    expect(explained.text).toContain('参数有误 · A parameter is wrong');
    expect((await request(here.app).get('/problems/none')).status).toBe(404);
  });

  it('lead on from the front door', async () => {
    here = await world([]);
    const page = await request(here.app).get('/').set('Accept', 'text/html,*/*;q=0.8');
    expect(page.type).toBe('text/html');
    const named = [...page.text.matchAll(/data-need="(\w+)"/g)].map(([, code]) => code);
    expect(named).toEqual([...here.deps.vocabulary.needs.keys()]);
    const english = await request(here.app).get('/?lang=en').set('Accept', 'text/html');
    expect(english.text).toContain('Use my position');
    const { body } = await request(here.app).get('/');
    for (const { href } of body.links as { href: string }[]) {
      expect([href, (await request(here.app).get(href)).status]).toEqual([href, 200]);
    }
  });

  it('serve the document in both forms', async () => {
    here = await world([]);
    const yaml = await request(here.app).get('/openapi.yaml');
    expect(yaml.headers['content-type']).toBe('application/yaml');
    const json = await request(here.app).get('/openapi.json');
    expect(json.body.openapi).toBe('3.0.3');
    expect(Object.keys(json.body.paths)).toContain('/v1/facilities/nearest');
  });
});
