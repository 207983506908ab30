// Draws docs/demo-quarter.svg: the demo quarter, a position, and the nearest places that offer a phone charge.
// node build/scripts/draw-demo.js
import { writeFileSync } from 'node:fs';
import { Judge } from '../src/core/judge.js';
import { NOTHING_LIVE } from '../src/core/live.js';
import { NO_FILTER } from '../src/core/query.js';
import type { Card } from '../src/core/store.js';
import { Finder } from '../src/finder/finder.js';
import { Follower } from '../src/index/follower.js';
import { loadDemo } from '../src/system/demo.js';
import { loadCalendar, loadReportKinds, loadStatusRules, loadVocabulary } from '../src/system/reference.js';
import { PACKAGE_FOLDER } from '../src/system/shipped.js';
import { openStore } from '../src/system/stores.js';

const HERE = { lon: 121.4385, lat: 31.2465 };
const NEED = 'charge_phone';
const BOX = { west: 121.4225, south: 31.2365, east: 121.4465, north: 31.2525 };
const WIDTH = 900;
const SCALE = WIDTH / (BOX.east - BOX.west);
const HEIGHT = Math.round(((BOX.north - BOX.south) * SCALE) / Math.cos((HERE.lat * Math.PI) / 180));
const COLOURS: Readonly<Record<string, string>> = {
  station: '#c2410c',
  health: '#0e7490',
  power: '#4d7c0f',
  merchant: '#a16207',
  street: '#6b7280',
  culture: '#7e22ce', // prettier-ignore
};

const vocabulary = await loadVocabulary();
const store = openStore({ kind: 'sqlite', path: ':memory:' }, vocabulary);
await loadDemo(store, '2026-01-01T00:00:00Z');
const follower = new Follower(store);
await follower.start();
const [calendar, statusRules, reportKinds] = await Promise.all([
  loadCalendar(),
  loadStatusRules(),
  loadReportKinds(),
]);
const finder = new Finder({
  store,
  vocabulary,
  calendar,
  live: NOTHING_LIVE,
  statusRules,
  judge: new Judge({ calendar, statusRules, reportKinds, categories: vocabulary.categories }),
  view: () => follower.view,
});
const filter = { ...NO_FILTER, need: NEED };
const { hits } = await finder.nearest({
  at: Date.parse('2026-03-11T12:00:00+08:00'),
  centre: HERE,
  limit: 3,
  filter,
});
const all = await store.list({ placed: true }, 0, 1000);

const x = (lon: number) => ((lon - BOX.west) * SCALE).toFixed(1);
const y = (lat: number) => (HEIGHT - ((lat - BOX.south) / (BOX.north - BOX.south)) * HEIGHT).toFixed(1);
const groupOf = ({ head }: Card) => vocabulary.categories.get(head.category)!.group;
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const dots = all.map(
  (card) =>
    `<circle cx="${x(card.lon!)}" cy="${y(card.lat!)}" r="6" fill="${COLOURS[groupOf(card)]}" fill-opacity="0.75"/>`,
);
const answers = hits.map(({ card, distance }, i) => {
  const [cx, cy] = [x(card.lon!), y(card.lat!)];
  return [
    `<line x1="${x(HERE.lon)}" y1="${y(HERE.lat)}" x2="${cx}" y2="${cy}" stroke="#111827" stroke-width="2" stroke-dasharray="5 4"/>`,
    `<circle cx="${cx}" cy="${cy}" r="11" fill="none" stroke="#111827" stroke-width="2.5"/>`,
    `<text x="24" y="${HEIGHT + 62 + i * 26}" font-size="17">${i + 1}. ${escaped(card.nameZh ?? '')} · ${Math.round(distance!)} m</text>`,
    `<text x="${Number(cx) + 14}" y="${Number(cy) - 10}" font-size="17" font-weight="bold">${i + 1}</text>`,
  ].join('\n');
});
const groups = [...vocabulary.groups.values()].map(
  ({ code, label }, i) =>
    `<circle cx="${24 + (i % 3) * 200}" cy="${26 + Math.floor(i / 3) * 24}" r="6" fill="${COLOURS[code]}"/><text x="${36 + (i % 3) * 200}" y="${31 + Math.floor(i / 3) * 24}" font-size="14">${label.en}</text>`,
);
const kilometre = 500 / (111_195 * Math.cos((HERE.lat * Math.PI) / 180));
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT + 130}" font-family="system-ui, 'PingFang SC', 'Microsoft YaHei', 'WenQuanYi Micro Hei', sans-serif" fill="#111827">
<title>The demo quarter around Changshou Road, and the three nearest places to charge a phone</title>
<rect width="${WIDTH}" height="${HEIGHT + 130}" fill="#fafaf7"/>
${dots.join('\n')}
${answers.join('\n')}
<circle cx="${x(HERE.lon)}" cy="${y(HERE.lat)}" r="8" fill="#111827"/><text x="${Number(x(HERE.lon)) + 12}" y="${Number(y(HERE.lat)) - 8}" font-size="15">you</text>
<rect x="10" y="8" width="600" height="54" fill="#fafaf7" fill-opacity="0.85"/>
${groups.join('\n')}
<line x1="${WIDTH - 40 - kilometre * SCALE}" y1="${HEIGHT - 20}" x2="${WIDTH - 40}" y2="${HEIGHT - 20}" stroke="#111827" stroke-width="2"/><text x="${WIDTH - 84}" y="${HEIGHT - 28}" font-size="13">500 m</text>
<line x1="0" y1="${HEIGHT + 4}" x2="${WIDTH}" y2="${HEIGHT + 4}" stroke="#d6d3d1"/>
<text x="24" y="${HEIGHT + 32}" font-size="17" font-weight="bold">need = charge_phone 电可立充(手机)</text>
</svg>
`;
writeFileSync(`${PACKAGE_FOLDER}docs/demo-quarter.svg`, svg);
await follower.stop();
await store.close();
