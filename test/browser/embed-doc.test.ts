import { expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { root } from '../root.js';
import { foreignPage, setStage } from './stage.js';

/** The examples of docs/embed.md, run as they stand there but for the server's address. */

const stage = setStage();
const { inBrowser } = stage;
const text = readFileSync(`${root}/docs/embed.md`, 'utf8');

/** The first example in a language, with this test's server in place of the one it names. */
function example(language: string): string {
  const [, found] = new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(text) ?? [];
  if (found === undefined) throw new Error(`docs/embed.md has no example in ${language}`);
  return found.replaceAll('https://yizhan.example.org', stage.url);
}

/** What a bundler makes of a source: esbuild in a process of its own, for it refuses the globals of a test. */
function bundled(source: string, ...flags: string[]): string {
  const options = [
    '--bundle',
    '--format=esm',
    `--alias:yizhan/client=${root}/build/src/embed/client.js`,
    ...flags,
  ];
  return execFileSync(`${root}/node_modules/.bin/esbuild`, options, { input: source, encoding: 'utf8' });
}

const PAGE =
  '<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>x</title></head><body></body></html>';

/**
 * What React 19 does with elements it does not know: functions whose names begin with `on` become listeners of the
 * event named by the rest, everything else an attribute.
 */
const AS_REACT = `
const Fragment = Symbol();
function h(tag, props, ...children) {
  const made = tag === Fragment ? document.createDocumentFragment() : document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {}))
    if (typeof value === 'function') made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? '' : value);
  made.append(...children);
  return made;
}
`;

inBrowser('the examples of docs/embed.md', () => {
  it('a plain page', async () => {
    const { page, errors } = await stage.newPage();
    await page.goto(await foreignPage(PAGE.replace('<body>', `<body>${example('html')}`)));
    await page.locator('yizhan-map .place').first().waitFor();
    expect(errors).toEqual([]);
  });

  it('React: the component draws the map, and hears what is chosen', async () => {
    const flags = ['--loader=tsx', '--jsx-factory=h', '--jsx-fragment=Fragment'];
    const mounted = `${example('tsx')}
      document.body.append(Stations({ need: 'toilet', onChoose: (id: string) => Object.assign(globalThis, { chosen: id }) }));`;
    const { page, errors } = await stage.newPage();
    await page.goto(await foreignPage(PAGE));
    await page.addScriptTag({ type: 'module', content: AS_REACT + bundled(mounted, ...flags) });
    const first = page.locator('yizhan-map .place').first();
    await first.click();
    expect(await page.evaluate('chosen')).toBe(await first.getAttribute('data-id'));
    expect(await page.locator('yizhan-map').getAttribute('need')).toBe('toilet');
    expect(errors).toEqual([]);
  });

  it('a mini-program’s web view: the page it names fits a small phone', async () => {
    const [, address] = /src="([^"]+)"/.exec(example('xml')) ?? [];
    const { page, errors } = await stage.newPage({ width: 320, height: 568 });
    await page.goto(address!);
    await page.locator('#results .place').first().waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('zh-CN');
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    expect(errors).toEqual([]);
  });

  it('a mini-program’s own page: the client asks through wx.request, in GCJ-02', async () => {
    // What wx.request is to the example: it takes options and calls back, and knows nothing of promises.
    const around = `const [lat, lon] = [31.2391, 121.4310];
      const wx = { request({ url, method, header, data, success, fail }) {
        fetch(url, { method, headers: header, body: data }).then(
          async (answer) => success({ statusCode: answer.status, header: Object.fromEntries(answer.headers), data: await answer.text() }),
          (error) => fail({ errMsg: 'request:fail ' + error }));
      } };\n`;
    const { page } = await stage.newPage();
    const asked: (string | null)[] = [];
    page.on('request', (request) => asked.push(request.postData()));
    await page.goto(await foreignPage(PAGE));
    const code = bundled(`${example('ts')}\nObject.assign(globalThis, { features });`, '--loader=ts');
    await page.addScriptTag({ type: 'module', content: around + code });
    await page.waitForFunction('globalThis.features?.length > 0');
    const question = asked.find((body) => body?.includes('charge_phone'));
    expect(JSON.parse(question!)).toMatchObject({ lat: 31.2391, lon: 121.431, crs: 'gcj02', openAt: 'now' });
  });
});
