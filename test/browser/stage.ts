import { afterAll, afterEach, beforeAll, describe, jest } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser, type Page } from 'playwright-core';
import { startService, type Service } from '../../src/system/service.js';
import { readSettings } from '../../src/config.js';

/** A real browser, a real server with the demo quarter, and pages of other origins that include the map. */

const CANDIDATES = [process.env['CHROMIUM'], 'chromium', 'chromium-browser', 'google-chrome'];

/** Path of a browser on this machine; undefined, with a line that says so, where there is none. */
function findChromium(): string | undefined {
  for (const name of CANDIDATES) {
    if (!name) continue;
    const { status, stdout } = spawnSync('sh', ['-c', 'command -v "$0"', name], { encoding: 'utf8' });
    if (status === 0) return stdout.trim();
  }
  process.stderr.write(
    'Tests in a browser are skipped: no Chromium was found. CHROMIUM=path names one; Debian has a package "chromium".\n',
  );
  return undefined;
}

/** Nothing of the browser's own goes over the network; software draws where there is no graphics card. */
const USUAL = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
];
const SOFTWARE_GL = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
const NO_GL = ['--disable-gpu', '--disable-webgl', '--disable-webgl2', '--disable-3d-apis'];

/** Milliseconds any one thing may take on a machine that has much else to do. */
const PATIENCE = 60_000;

async function openBrowser(executablePath: string, { webgl = true } = {}): Promise<Browser> {
  const args = [...USUAL, ...(webgl ? SOFTWARE_GL : NO_GL)];
  return chromium.launch({ executablePath, args, timeout: PATIENCE });
}

/** The service with the demo quarter, on a free port. */
export function startDemo(over: Readonly<Record<string, string>> = {}): Promise<Service> {
  const env = { PORT: '0', DATABASE_URL: 'sqlite::memory:', LOG_LEVEL: 'silent', RATE_LIMIT: 'off', ...over };
  return startService(readSettings(env), { demo: true });
}

/** What the tests of a file play on: a server with the demo quarter and a browser, from the first of them to the last. */
export interface Stage {
  /** Describes tests; leaves them out where there is no browser. */
  readonly inBrowser: typeof describe | typeof describe.skip;
  /** Where the server is; empty before it runs. */
  readonly url: string;
  /** A page of its own for a test, closed after it. */
  newPage(view?: View): Promise<Watched>;
  /** A page in another browser: one that draws no WebGL. */
  newPageWithoutWebgl(): Promise<Watched>;
}

/** Sets the stage for the tests of a file. */
export function setStage(): Stage {
  jest.setTimeout(3 * PATIENCE);
  const chromium = findChromium();
  let service: Service | undefined;
  let browser: Browser | undefined;
  beforeAll(async () => {
    if (chromium === undefined) return;
    service = await startDemo();
    browser = await openBrowser(chromium);
  });
  afterEach(closeAll);
  afterAll(async () => {
    await browser?.close();
    await service?.close();
  });
  return {
    inBrowser: chromium === undefined ? describe.skip : describe,
    get url() {
      return service?.url ?? '';
    },
    newPage: (view) => watchedPage(browser!, view),
    newPageWithoutWebgl: async () => {
      const blind = await openBrowser(chromium!, { webgl: false });
      opened.push(() => blind.close());
      return watchedPage(blind);
    },
  };
}

/** What went wrong on a page that nobody looked at, and whom it asked. */
export interface Watched {
  readonly page: Page;
  /** Errors of scripts, of the console and of the content security policy. */
  readonly errors: string[];
  /** Origins that were asked for anything. */
  readonly origins: Set<string>;
  /** Bytes as transferred, by the address without its query. */
  readonly bytes: Map<string, number>;
}

export interface View {
  readonly width?: number;
  readonly height?: number;
  readonly locale?: string;
}

async function watchedPage(
  browser: Browser,
  { width = 1024, height = 768, locale = 'zh-CN' }: View = {},
): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width, height }, locale, reducedMotion: 'reduce' });
  opened.push(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const watched: Watched = { page, errors: [], origins: new Set(), bytes: new Map() };
  page.on('pageerror', (error) => watched.errors.push(error.message));
  page.on('console', (message) => {
    // A server on a machine with much else to do may be busy for a moment; the client asks it again.
    if (message.type() === 'error' && !/status of 503/.test(message.text()))
      watched.errors.push(message.text());
  });
  page.on('request', (request) => {
    if (/^https?:/.test(request.url())) watched.origins.add(new URL(request.url()).origin);
  });
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  const urls = new Map<string, string>();
  session.on('Network.responseReceived', ({ requestId, response }) =>
    urls.set(requestId, response.url.split('?')[0]!),
  );
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const url = urls.get(requestId) ?? requestId;
    watched.bytes.set(url, (watched.bytes.get(url) ?? 0) + encodedDataLength);
  });
  return watched;
}

/** A picture of one pixel, for whoever asks a foreign page for a tile. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=',
  'base64',
);
const PICTURE = { 'Content-Type': 'image/png', 'Access-Control-Allow-Origin': '*' };

const opened: (() => Promise<unknown>)[] = [];

/** Closes the pages and servers of a test, also of one that failed. */
async function closeAll(): Promise<void> {
  for (const close of opened.splice(0).toReversed()) await close();
}

/** A page of another origin; it answers any other path with a picture. @param headers such as a content security policy */
export async function foreignPage(
  html: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const server: Server = createServer((request, response) => {
    if (request.url === '/')
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', ...headers }).end(html);
    else response.writeHead(200, PICTURE).end(PIXEL);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  opened.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${port}/`;
}
