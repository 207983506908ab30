import { beforeAll, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { fromWgs84 } from '../../src/core/crs.js';
import { foreignPage, setStage, startDemo } from './stage.js';

const stage = setStage();
const { inBrowser } = stage;
let api: string;
beforeAll(() => {
  // By its number: the page around it comes from another port of the same name, and that is another origin.
  api = stage.url.replace('localhost', '127.0.0.1');
});

/** What docs/embed.md says a page that includes the map must allow: no styles, no pictures, no other hosts. */
function strictPolicy(): string {
  return `default-src 'none'; script-src ${api} 'nonce-page'; connect-src ${api}; worker-src blob: ${api}`;
}

/** A page around the map, which notes what it is told. */
function around(body: string, lang = 'zh'): string {
  return `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>A union’s page</title>
<script type="module" src="${api}/embed.js"></script></head><body>
<script nonce="page">
const told = (globalThis.told = []);
for (const name of ['select', 'search', 'error', 'move', 'securitypolicyviolation'])
  document.addEventListener(name, (event) => {
    const { detail, blockedURI, violatedDirective } = event;
    told.push(name.startsWith('security') ? [name, { blockedURI, violatedDirective }] : [name, detail]);
  }, true);
</script>
${body}</body></html>`;
}

type Told = readonly [string, Readonly<Record<string, unknown>>];

async function toldBy(page: Page, name: string): Promise<Told[1][]> {
  const told = await page.evaluate<Told[]>('told');
  return told.filter(([one]) => one === name).map(([, detail]) => detail);
}

/** The first element's list and map are there. */
async function drawn(page: Page, nth = 0): Promise<void> {
  const element = page.locator('yizhan-map').nth(nth);
  await element.locator('.place').first().waitFor();
  await element.locator('canvas').waitFor();
}

inBrowser('<yizhan-map> on a page of another origin', () => {
  it('draws the map and the list under a strict policy, twice on a page', async () => {
    const places =
      '<yizhan-map lat="31.2411" lon="121.4265" need="toilet" height="300"></yizhan-map>' +
      '<yizhan-map lat="31.2411" lon="121.4265" category="health" lang="en" list="on"></yizhan-map>';
    const host = await foreignPage(around(places), { 'Content-Security-Policy': strictPolicy() });
    const { page, errors, origins } = await stage.newPage();
    const tiles = page.waitForResponse(/\/tiles\/.*category=health/);
    await page.goto(host);
    await drawn(page, 0);
    await drawn(page, 1);
    expect((await tiles).status()).toBe(200);
    expect(await toldBy(page, 'securitypolicyviolation')).toEqual([]);
    expect(errors).toEqual([]);
    expect(origins).toEqual(new Set([new URL(host).origin, api]));
    const height = '(one) => one.shadowRoot.querySelector(".map").clientHeight';
    expect(await page.evaluate(`(${height})(document.querySelector('yizhan-map'))`)).toBe(300);
    expect(await page.locator('yizhan-map').nth(1).getByRole('button', { name: 'Zoom in' }).count()).toBe(1);
    expect(await page.locator('yizhan-map').nth(0).getByRole('button', { name: '放大' }).count()).toBe(1);
  });

  it('tells what is chosen and searched, opens a card by keyboard, and gives the focus back', async () => {
    const host = await foreignPage(around('<yizhan-map lat="31.2411" lon="121.4265"></yizhan-map>'));
    const { page, errors } = await stage.newPage();
    await page.goto(host);
    await drawn(page);
    const [search] = await toldBy(page, 'search');
    expect(search?.['numberReturned']).toBeGreaterThan(0);
    const entry = page.locator('yizhan-map .place').nth(2);
    const name = await entry.locator('.name').textContent();
    await entry.focus();
    await page.keyboard.press('Enter');
    const card = page.getByRole('dialog', { name: name! });
    await card.getByText('反映问题').waitFor();
    const [select] = await toldBy(page, 'select');
    expect(select).toEqual({ id: await entry.getAttribute('data-id'), name });
    await page.keyboard.press('Escape');
    await card.waitFor({ state: 'detached' });
    expect((await entry.evaluate('true')) && (await page.locator('.place:focus .name').textContent())).toBe(
      name,
    );
    await page.evaluate("document.querySelector('yizhan-map').setAttribute('need', 'swap_battery')");
    await page.locator('yizhan-map .place').filter({ hasText: '满电' }).first().waitFor();
    expect((await toldBy(page, 'search')).length).toBeGreaterThan(1);
    expect(errors).toEqual([]);
  });

  it('opens no card where the page prevents it, and tells wrong attributes', async () => {
    const body = `<yizhan-map lat="95" lon="121.4265" zoom="near" crs="cgcs2000"></yizhan-map>
<script nonce="page">document.querySelector('yizhan-map').addEventListener('select', (event) => event.preventDefault());</script>`;
    const host = await foreignPage(around(body));
    const { page } = await stage.newPage();
    await page.goto(host);
    await page.locator('yizhan-map .place').first().click();
    expect(await toldBy(page, 'select')).toHaveLength(1);
    expect(await page.getByRole('dialog').count()).toBe(0);
    const faults = (await toldBy(page, 'error')).filter(({ kind }) => kind === 'attribute');
    expect(faults.map(({ message }) => String(message).split('=')[0])).toEqual(['lat', 'zoom', 'crs']);
  });

  it('works inside another shadow root, in the language of the page around it', async () => {
    const body = `<div id="host"></div><script nonce="page">
const root = document.getElementById('host').attachShadow({ mode: 'open' });
root.innerHTML = '<section><yizhan-map lat="31.2411" lon="121.4265"></yizhan-map></section>';
</script>`;
    const host = await foreignPage(around(body, 'en-GB'));
    const { page, errors } = await stage.newPage();
    await page.goto(host);
    await drawn(page);
    expect(await page.getByRole('button', { name: 'Zoom in' }).count()).toBe(1);
    await page.evaluate("document.getElementById('host').remove()");
    expect(errors).toEqual([]);
  });

  it('asks again for tiles a busy server did not give, and tells nobody of a first refusal', async () => {
    const host = await foreignPage(around('<yizhan-map lat="31.2411" lon="121.4265"></yizhan-map>'));
    const { page } = await stage.newPage();
    const refused = new Set<string>();
    await page.route('**/tiles/**', async (route) => {
      const url = route.request().url();
      if (refused.has(url)) return route.continue();
      refused.add(url);
      const headers = { 'Retry-After': '1', 'Access-Control-Allow-Origin': '*' };
      return route.fulfill({ status: 503, headers, body: '' });
    });
    const came = page.waitForResponse(
      (answer) => answer.url().includes('/tiles/') && answer.status() === 200,
    );
    await page.goto(host);
    await came;
    expect(refused.size).toBeGreaterThan(0);
    expect((await toldBy(page, 'error')).filter(({ kind }) => kind === 'map')).toEqual([]);
  });

  it('takes a report from a card on another origin’s page', async () => {
    const host = await foreignPage(
      around('<yizhan-map lat="31.2411" lon="121.4265" lang="en"></yizhan-map>'),
    );
    const { page, errors } = await stage.newPage();
    await page.goto(host);
    await page.locator('yizhan-map .place').first().click();
    const card = page.getByRole('dialog');
    await card.getByText('Report a problem').click();
    await card.getByLabel('it was locked').check();
    const sent = page.waitForResponse(
      (answer) => answer.url() === `${api}/v1/reports` && answer.request().method() === 'POST',
    );
    await card.getByRole('button', { name: 'Send' }).click();
    expect((await sent).status()).toBe(202);
    await card.getByText('Thank you').waitFor();
    expect(errors).toEqual([]);
  });

  it('says so where the API is not reached, and asks again on a click', async () => {
    const host = await foreignPage(
      around(`<yizhan-map api="${api}" lat="31.2411" lon="121.4265"></yizhan-map>`),
    );
    const { page } = await stage.newPage();
    await page.route('**/v1/facilities/nearest', (route) => route.abort());
    await page.goto(host);
    const again = page.getByRole('button', { name: '再试一次' });
    await again.waitFor();
    expect((await toldBy(page, 'error')).map(({ kind }) => kind)).toContain('network');
    await page.unroute('**/v1/facilities/nearest');
    await again.click();
    await page.locator('yizhan-map .place').first().waitFor();
  });
});

inBrowser('a basemap in GCJ-02', () => {
  it('gets tiles and its middle in GCJ-02, with whose it is, and only its host is let in', async () => {
    const basemap = await foreignPage('');
    const folder = await mkdtemp(join(tmpdir(), 'yizhan-map-'));
    const file = join(folder, 'map.json');
    const centre = { lat: 31.2411, lon: 121.4265, zoom: 15 };
    const raster = `${basemap}{z}/{x}/{y}.png`;
    const settings = { raster, crs: 'gcj02', attribution: '© nobody', approval: 'GS(2026)0000号' };
    await writeFile(file, JSON.stringify({ basemap: settings, centre }));
    const other = await startDemo({ MAP_FILE: file });
    const { page, errors, origins } = await stage.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const tile = page.waitForRequest(/\/tiles\/15\/.*crs=gcj02/);
    const ground = page.waitForRequest(new RegExp(`^${basemap}16/`));
    await page.goto(`${other.url}/?lang=zh`);
    await Promise.all([tile, ground]);
    await page.getByText('© nobody · 审图号：GS(2026)0000号').waitFor();
    // Its tiles are half as wide as ours: one zoom more.
    const middle = fromWgs84(centre, 'gcj02');
    const column = Math.floor(((middle.lon + 180) / 360) * 2 ** 16);
    expect(asked.some((url) => url.startsWith(`${basemap}16/${column}/`))).toBe(true);
    expect(asked.filter((url) => url.includes('/tiles/')).every((url) => url.includes('crs=gcj02'))).toBe(
      true,
    );
    expect(errors).toEqual([]);
    expect(origins).toEqual(new Set([new URL(other.url).origin, new URL(basemap).origin]));
    await other.close();
    await rm(folder, { recursive: true });
  });
});
