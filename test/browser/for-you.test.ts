import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { seriousFaults } from './axe.js';
import { setStage } from './stage.js';

const stage = setStage();
const { inBrowser } = stage;

/** Where the demo's events are drawn: a mark of the map's own source. */
const EVENTS_DRAWN = `document.querySelector('yizhan-map').shadowRoot.querySelector('.list:not([hidden]) .events')`;

function title(page: Page) {
  return page.locator('#measure-title');
}

inBrowser('the view “for you”', () => {
  it('is two taps from whom to call, without a position, and asks no other host', async () => {
    const { page, errors, origins } = await stage.newPage();
    await page.goto(`${stage.url}/?lang=zh`);
    await page.getByRole('link', { name: '为你' }).click();
    await page.getByRole('link', { name: '暖“新”心语' }).click();
    await title(page).filter({ hasText: '暖“新”心语' }).waitFor();
    const line = page.getByRole('link', { name: '962525' });
    expect(await line.getAttribute('href')).toBe('tel:962525');
    // On a public holiday nobody says that it is.
    const answered = /现在有人接听|接听时间不详/;
    await page.locator('.hotlines li').filter({ has: line }).getByText(answered).waitFor();
    expect(errors).toEqual([]);
    expect([...origins]).toEqual([new URL(stage.url).origin]);
  });

  it('says how to join, and what costs how much when; the phone’s way back leads back', async () => {
    const { page } = await stage.newPage();
    await page.goto(`${stage.url}/?lang=zh#for-you`);
    await page.getByRole('link', { name: '暖“新”互助' }).click();
    await page.locator('.programmes li').filter({ hasText: '扫码入会' }).getByText('入会码').waitFor();
    await page.getByRole('link', { name: '暖“新”惠购' }).click();
    await page.locator('.offers li').filter({ hasText: '10 元' }).waitFor();
    expect(await page.locator('#measure .place[data-id]').count()).toBe(0);
    await page.goBack();
    await title(page).filter({ hasText: '暖“新”互助' }).waitFor();
  });

  it('names the nearest places once a position was given, which stands in no address', async () => {
    const { page } = await stage.newPage({ width: 320, height: 640 });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.context().grantPermissions(['geolocation']);
    await page.context().setGeolocation({ latitude: 31.24123, longitude: 121.42654 });
    await page.goto(`${stage.url}/?lang=en#for-you/health`);
    await page.getByRole('button', { name: 'Use my position' }).click();
    await page.locator('#measure .place[data-id]').first().waitFor();
    expect(asked.filter((url) => /31\.24123|121\.42654/.test(url))).toEqual([]);
    await page
      .getByRole('link', { name: /Handbook$/ })
      .first()
      .waitFor();
    await page.locator('#measure .place[data-id]').first().click();
    await page.getByRole('dialog').getByText('Directions').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  });

  it('works by keyboard, and the focus goes to what was chosen', async () => {
    const { page } = await stage.newPage();
    await page.goto(`${stage.url}/?lang=zh#for-you`);
    await page.locator('#measure [data-event]').first().waitFor();
    await page.getByRole('link', { name: '暖“新”乐学' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('#measure-title:focus').filter({ hasText: '暖“新”乐学' }).waitFor();
    await page.keyboard.press('Tab');
    const entry = page.locator('#measure [data-event]:focus');
    const name = (await entry.locator('.name').textContent())!;
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name }).waitFor();
    await page.keyboard.press('Escape');
    await entry.waitFor();
  });

  it('has no fault that keeps somebody out (axe-core)', async () => {
    const { page } = await stage.newPage();
    await page.goto(`${stage.url}/?lang=en#for-you/mind`);
    await page.locator('.hotlines').waitFor();
    await page.locator('yizhan-map canvas').waitFor();
    await page.locator('#measure [data-event]').first().click();
    await page.getByRole('dialog').getByText('Directions').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });

  it('has every event of the map in its list, also one that is cancelled', async () => {
    const { page } = await stage.newPage();
    const asked = page.waitForResponse(/\/v1\/events\?.*radius=.*measure=unite/);
    await page.goto(`${stage.url}/?lang=zh#for-you/unite`);
    const { features } = (await (await asked).json()) as { features: { id: string }[] };
    expect(features.length).toBeGreaterThan(1);
    const listed = page.locator('#measure [data-event]');
    await listed.filter({ hasText: '已取消' }).waitFor();
    const ids = await listed.evaluateAll((all) =>
      all.map((one) => (one as unknown as { getAttribute(name: string): string }).getAttribute('data-event')),
    );
    expect(new Set(ids)).toEqual(new Set(features.map(({ id }) => id)));
  });

  it('numbers places only where nothing can be drawn, as the small picture does', async () => {
    const { page } = await stage.newPageWithoutWebgl();
    await page.goto(`${stage.url}/?lang=zh#for-you/mind`);
    await page.locator('#measure.numbered [data-event]').first().waitFor();
    const before = `getComputedStyle(document.querySelector('#measure .events .name'), '::before').content`;
    expect(await page.evaluate(before)).toBe('none');
  });

  it.each(['mnd', '%E0%A4'])('says so where the measure in the address is none (%s)', async (code) => {
    const { page } = await stage.newPage();
    await page.goto(`${stage.url}/?lang=en#for-you/${code}`);
    await page.locator('#measure').getByText('There is no measure').waitFor();
  });
});

inBrowser('events on the map', () => {
  it('stand in the list below it too, have a card of their own, and lead to their place', async () => {
    const { page, errors } = await stage.newPage();
    await page.goto(`${stage.url}/docs`);
    await page.setContent(
      `<script type="module" src="${stage.url}/embed.js"></script><yizhan-map api="${stage.url}" lat="31.2411" lon="121.4265" lang="en" events></yizhan-map>`,
    );
    const element = page.locator('yizhan-map');
    await element.locator('canvas').waitFor();
    await page.waitForFunction(EVENTS_DRAWN);
    const entry = element.locator('[data-event]').filter({ hasText: 'Riders talk' });
    await entry.click();
    const card = element.getByRole('dialog', { name: /Riders talk/ });
    await card.getByRole('button', { name: 'Riders’ listening room' }).click();
    await element
      .getByRole('dialog', { name: /listening room/ })
      .getByText('Report a problem')
      .waitFor();
    await element.evaluate((one) => {
      (one as unknown as { setAttribute(name: string, value: string): void }).setAttribute('events', 'learn');
    });
    await element.locator('[data-event]').filter({ hasText: 'Riders talk' }).waitFor({ state: 'detached' });
    await element.locator('[data-event]').filter({ hasText: 'short films' }).waitFor();
    expect(errors).toEqual([]);
  });
});
