import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { seriousFaults } from './axe.js';
import { setStage, type Watched } from './stage.js';

const stage = setStage();
const { inBrowser } = stage;

/** The rider's page with its first answer. */
async function opened(
  view: Parameters<typeof stage.newPage>[0] & { lang?: 'zh' | 'en' } = {},
): Promise<Watched> {
  const { lang = 'zh', ...rest } = view;
  const watched = await stage.newPage(rest);
  await watched.page.goto(`${stage.url}/?lang=${lang}`);
  await watched.page.locator('#results .place').first().waitFor();
  return watched;
}

function mapOf(page: Page) {
  return page.locator('yizhan-map canvas');
}

interface Box {
  readonly scrollWidth: number;
  readonly clientWidth: number;
}
/** Pixels by which what is in a box is wider than it. */
function beyond({ scrollWidth, clientWidth }: Box): number {
  return scrollWidth - clientWidth;
}

inBrowser('the rider’s page', () => {
  it('answers a need with two taps, asks no other host, and keeps nothing', async () => {
    const { page, errors, origins } = await opened();
    await page.getByRole('button', { name: '换电', exact: true }).click();
    await page.locator('#told').filter({ hasText: '处，从地图中心由近到远' }).waitFor();
    await page.locator('#results .place').filter({ hasText: '满电' }).first().click();
    const card = page.getByRole('dialog');
    await card.getByRole('heading', { name: '用地图导航' }).waitFor();
    expect(await card.textContent()).toContain('满电');
    expect(await card.getByRole('link', { name: '高德地图' }).getAttribute('href')).toContain('uri.amap.com');
    await mapOf(page).waitFor();
    await page.keyboard.press('Escape');
    await card.waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
    expect([...origins]).toEqual([new URL(stage.url).origin]);
    expect(await page.evaluate('localStorage.length + sessionStorage.length')).toBe(0);
    expect(await page.context().cookies()).toEqual([]);
  });

  it('shows the list before the map’s script, within 150 KB as transferred', async () => {
    const watched = await stage.newPage({ width: 390, height: 700 });
    const { page, bytes } = watched;
    let letGo: (() => void) | undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await page.route('**/map-view-*.js', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${stage.url}/?lang=zh`);
    await page.locator('#results .place').first().waitFor();
    await page.locator('#map').scrollIntoViewIfNeeded();
    const before = [...bytes].filter(([url]) => !/maplibre|map-view/.test(url));
    const sum = before.reduce((total, [, size]) => total + size, 0);
    expect(before.map(([url]) => new URL(url).pathname)).toContain('/v1/facilities/nearest');
    expect(sum).toBeGreaterThan(10_000);
    expect(sum).toBeLessThan(150_000);
    letGo!();
    await mapOf(page).waitFor();
  });

  it('can be used by keyboard alone', async () => {
    const { page } = await opened();
    const focused = () =>
      page.evaluate<string>(
        'document.activeElement === document.body ? "" : document.activeElement.textContent.trim()',
      );
    const tabTo = async (text: string) => {
      for (let i = 0; i < 60; i++) {
        if ((await focused()).includes(text)) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`${text} is not reached`);
    };
    await tabTo('如厕');
    await page.keyboard.press('Enter');
    await page.locator('#results:not([aria-busy]) .place').first().waitFor();
    const first = (await page.locator('#results .place .name').first().textContent())!;
    await tabTo(first);
    await page.keyboard.press('Enter');
    const card = page.getByRole('dialog', { name: first });
    await card.getByText('反映问题').waitFor();
    await page.keyboard.press('Escape');
    await card.waitFor({ state: 'detached' });
    expect(await focused()).toContain(first);
  });

  it('finds by name or street without a position, and looks from there', async () => {
    const { page } = await opened({ lang: 'en' });
    await page.getByRole('searchbox').fill('澳门路');
    await page.keyboard.press('Enter');
    await page.locator('#told').filter({ hasText: 'Found' }).waitFor();
    await page.getByRole('button', { name: 'toilet', exact: true }).click();
    await page.locator('#told').filter({ hasText: 'from the place that was found' }).waitFor();
    await page.getByRole('searchbox').fill('there is no such street');
    await page.keyboard.press('Enter');
    await page.locator('#told').filter({ hasText: 'No such place was found' }).waitFor();
  });

  it('asks for the position on a click only, and does without where it is refused', async () => {
    const { page } = await opened();
    await page.getByRole('button', { name: '用我的位置' }).click();
    await page.locator('#told').filter({ hasText: '无法定位' }).waitFor();
    await page.context().grantPermissions(['geolocation']);
    await page.context().setGeolocation({ latitude: 31.241, longitude: 121.4265 });
    await page.getByRole('button', { name: '用我的位置' }).click();
    await page.locator('#told').filter({ hasText: '从您的位置' }).waitFor();
  });

  it('says of a place that is no longer there, as behind an old code on a door, that it is not there', async () => {
    const { page } = await stage.newPage();
    await page.goto(`${stage.url}/?lang=zh&place=000000000000`);
    const card = page.getByRole('dialog', { name: '没有这个地点' });
    await card.getByText('请另找一处').waitFor();
    expect(await card.getByRole('button', { name: '再试一次' }).count()).toBe(0);
  });

  it('takes a report of a place', async () => {
    const { page, errors } = await opened();
    await page.locator('#results .place').nth(1).click();
    const card = page.getByRole('dialog');
    await card.getByText('反映问题').click();
    await card.getByLabel('门锁着').check();
    await card.getByRole('button', { name: '提交' }).click();
    await card.getByText('谢谢反映').waitFor();
    expect(errors).toEqual([]);
  });

  it.each([
    ['320 px wide', '100%'],
    ['320 px wide with text at 200 %', '200%'],
  ])('fits %s without scrolling sideways', async (_, size) => {
    const { page } = await opened({ width: 320, height: 640 });
    await page.evaluate(`document.documentElement.style.fontSize = '${size}'`);
    const overflow = () => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    expect(await overflow()).toBeLessThanOrEqual(0);
    await page.locator('#results .place').first().click();
    const card = page.getByRole('dialog');
    await card.getByText('反映问题').waitFor();
    expect(await overflow()).toBeLessThanOrEqual(0);
    expect(await card.evaluate(beyond)).toBeLessThanOrEqual(0);
  });

  it.each(['zh', 'en'] as const)('has no fault that keeps somebody out (axe-core, %s)', async (lang) => {
    const { page } = await opened({ lang });
    await mapOf(page).waitFor();
    await page.locator('#results .place').first().click();
    await page.getByRole('dialog').locator('summary').click();
    await page.getByRole('dialog').locator('form').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });
});

inBrowser('the rider’s page where nothing can be drawn (no WebGL)', () => {
  it('shows the list, and the nearest places as a picture with the numbers of the list', async () => {
    const { page, errors } = await stage.newPageWithoutWebgl();
    await page.goto(`${stage.url}/?lang=zh`);
    await page.locator('yizhan-map svg text', { hasText: /^1$/ }).waitFor({ state: 'attached' });
    expect(await page.locator('#results .place').count()).toBeGreaterThan(5);
    await page.locator('yizhan-map svg g', { hasText: /^1$/ }).click();
    await page.getByRole('dialog').getByText('反映问题').waitFor();
    expect(errors.filter((one) => !/webgl/i.test(one))).toEqual([]);
  });
});
