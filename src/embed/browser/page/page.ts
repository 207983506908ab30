import { Client, YizhanError } from '../../client.js';
import type { EventFeature, Feature, FeatureCollection, Language } from '../../wire.js';
import { word, type Word } from '../../words.js';
import { dress } from '../clothes.js';
import { h } from '../h.js';
import { eventCard } from '../event-card.js';
import { placeCard } from '../place-card.js';
import { placeList } from '../place-list.js';
import { PAGE_STYLE } from '../style.js';
import type { YizhanMapElement } from '../embed.js';
import { ForYou } from './for-you.js';
import { ledHere, openReportForm } from './led-here.js';
import { part } from './parts.js';

/** What `/` does: asks for what a rider needs and shows it as a list, then as a map. It remembers nothing. */

const lang: Language = document.documentElement.lang.startsWith('en') ? 'en' : 'zh';
const client = new Client({ api: '', lang });
const MOST_PLACES = 30;
/** Places that are shown at once; the rest on a click, so that the map is not far below on a phone. */
const FIRST_PLACES = 8;

const results = part('results');
const told = part('told');
const openNow = part('open-now') as HTMLInputElement;
const words = part('q') as HTMLInputElement;
const { lat = '', lon = '', zoom = '' } = document.body.dataset;

/** Where is asked from, until somebody says where he is, moves the map, or looks for a place. */
let centre = { lat: Number(lat), lon: Number(lon) };
let from: Word = 'fromMap';
/** Whether somebody said so; until then it is the middle the operator chose. */
let isPlaced = false;
/** What was asked last, to ask it again when something else changes. */
let asked: { readonly need?: string; readonly q?: string } = {};
let asking: AbortController | undefined;
let answer: FeatureCollection | undefined;
let labels: ReadonlyMap<string, string> = new Map();
let map: YizhanMapElement | undefined;
let card: HTMLElement | undefined;
let shownEvents: string | undefined;
const forYou = new ForYou({
  client,
  lang,
  labels: () => labels,
  where: () => (isPlaced ? centre : undefined),
  onPlace: open,
  onEvent: (event, now) => openEvents([event], now),
  onView: (events) => {
    card?.remove();
    setEvents(events);
    if (events === undefined && answer) map?.show(answer);
  },
  onPlaces: showPlaces,
});

/** Asks what was asked last, from where one is, and shows the answer. @param reach whether the map goes out to the nearest */
async function ask({ reach = true } = {}): Promise<void> {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  results.setAttribute('aria-busy', 'true');
  told.textContent = word('loading', lang);
  try {
    show(await question(signal));
    if (reach) void map?.reach();
  } catch (error) {
    if (error instanceof YizhanError && error.kind === 'aborted') return;
    told.textContent = '';
    const refused = error instanceof YizhanError && error.kind === 'problem';
    const why = refused ? error.message : word('failed', lang);
    const again = h('button', { type: 'button', onclick: () => void ask() }, word('tryAgain', lang));
    results.replaceChildren(h('p', { role: 'alert' }, why), again);
  } finally {
    if (!signal.aborted) results.removeAttribute('aria-busy');
  }
}

function question(signal: AbortSignal): Promise<FeatureCollection> {
  const { need, q } = asked;
  const open = openNow.checked ? { openAt: 'now', unknownHours: 'last' as const } : {};
  const wishes = { limit: MOST_PLACES, ...open };
  if (q !== undefined) return client.list({ q, ...wishes }, { signal });
  return client.nearest({ ...centre, ...wishes, ...(need !== undefined && { need }) }, { signal });
}

function show(found: FeatureCollection): void {
  answer = found;
  const { features, fallback, timeStamp: now } = found;
  const parts = { lang, now, labels, onSelect: open };
  const instead = [fallback?.nextToOpen, fallback?.roundTheClock].filter((one) => one !== undefined);
  const list = placeList(features, parts);
  results.replaceChildren(...(features.length > 0 ? [list] : []));
  shorten(list);
  if (instead.length > 0) results.append(h('h3', {}, word('instead', lang)), placeList(instead, parts));
  told.textContent = tell(features.length);
  const [place] = features;
  if (asked.q !== undefined && place) lookFrom(place);
  map?.show(found);
}

/** The first places, and a button for the others; it gives the focus to the first of them. */
function shorten(list: HTMLElement): void {
  const rest = [...list.children].slice(FIRST_PLACES);
  const [first] = rest;
  if (!first) return;
  for (const one of rest) one.setAttribute('hidden', '');
  const more = h('button', { type: 'button', class: 'more' }, `${word('more', lang)} (${rest.length})`);
  more.addEventListener('click', () => {
    more.remove();
    for (const one of rest) one.removeAttribute('hidden');
    first?.querySelector('button')?.focus();
  });
  list.after(more);
}

/** One line for eyes and ears: how many, from where. */
function tell(count: number): string {
  if (count === 0) return word(openNow.checked && asked.q === undefined ? 'nothingOpen' : 'nothing', lang);
  const many = count === MOST_PLACES ? `${count}+` : `${count}`;
  if (asked.q !== undefined) return lang === 'zh' ? `找到 ${many} 处。` : `Found: ${many}.`;
  const how = `${word(from, lang)}${lang === 'zh' ? '' : ', '}${word('nearestFirst', lang)}`;
  return lang === 'zh' ? `${many} 处，${how}。` : `${many} places ${how}.`;
}

/** What was found by name is where needs are looked for from then on. */
function lookFrom({ geometry }: Feature): void {
  const [x, y] = geometry?.coordinates ?? [];
  if (x === undefined || y === undefined) return;
  from = 'fromPlace';
  moveTo({ lat: y, lon: x });
}

function moveTo(to: typeof centre): void {
  centre = to;
  isPlaced = true;
  map?.setAttribute('lat', `${to.lat}`);
  map?.setAttribute('lon', `${to.lon}`);
}

function setWishes(): void {
  const wish = (name: string, value: string | undefined) =>
    value === undefined ? map?.removeAttribute(name) : map?.setAttribute(name, value);
  wish('need', asked.need);
  wish('open-now', openNow.checked ? '' : undefined);
}

/** Shows events on the map: those of a measure, of all (empty), or none. */
function setEvents(code: string | undefined): void {
  shownEvents = code;
  if (code === undefined) map?.removeAttribute('events');
  else map?.setAttribute('events', code);
}

/** The nearest places of a measure are what the map shows besides, and what it draws where it can draw only a few. */
function showPlaces(features: readonly Feature[]): void {
  if (!answer) return;
  const { fallback: _none, ...rest } = answer;
  map?.show({ ...rest, features, numberReturned: features.length });
}

/** Shows one place; the focus goes back to the list when it is closed. */
function open({
  id,
  properties,
}: Pick<Feature, 'id'> & { properties: { name: string; distance?: number | undefined } }): void {
  const onClose = () => {
    shut(`[data-id="${CSS.escape(id)}"]`);
    void map?.choose('');
    mark('');
  };
  const { name, distance } = properties;
  const need = forYou.isShown ? undefined : asked.need;
  lay(placeCard(id, { client, lang, name, distance, need, onClose }));
  void map?.choose(id, card);
  mark(id);
}

/** Shows what takes place at one spot. */
function openEvents(events: readonly EventFeature[], now: string): void {
  const [first] = events;
  if (!first) return;
  const onClose = () => shut(`[data-event="${CSS.escape(first.id)}"]`);
  const onPlace = ({ id, name }: { id: string; name: string }) => open({ id, properties: { name } });
  lay(eventCard(events, { lang, now, onPlace, onClose }));
}

/** Puts a card over the map, in place of the one that is there. */
function lay(made: HTMLElement): void {
  card?.remove();
  card = made;
  part('map-part').append(made);
  made.focus();
}

/** Takes the card away; the focus goes back to the entry it came from. */
function shut(entry: string): void {
  card?.remove();
  card = undefined;
  const shown = [...document.querySelectorAll<HTMLElement>(`#results ${entry}, #measure ${entry}`)];
  shown.find((one) => one.checkVisibility())?.focus();
}

/** Marks the entry of the place whose card is open. */
function mark(id: string): void {
  for (const entry of results.querySelectorAll('.place'))
    entry.setAttribute('aria-current', String(entry.getAttribute('data-id') === id));
}

function choose(button: HTMLButtonElement): void {
  const wasChosen = button.getAttribute('aria-pressed') === 'true';
  for (const other of document.querySelectorAll('[data-need]')) other.setAttribute('aria-pressed', 'false');
  button.setAttribute('aria-pressed', String(!wasChosen));
  const need = wasChosen ? undefined : button.dataset['need'];
  asked = need === undefined ? {} : { need };
  words.value = '';
  setWishes();
  void ask();
  const heading = part('found');
  if (heading.getBoundingClientRect().top > innerHeight / 2) heading.scrollIntoView();
}

/** Only on a click, and only for this question. */
function locate(): void {
  const where = forYou.isShown ? part('measure-told') : told;
  where.textContent = word('locating', lang);
  const none = () => (where.textContent = word('noPosition', lang));
  if (!navigator.geolocation) return void none();
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      from = 'fromHere';
      moveTo({ lat: coords.latitude, lon: coords.longitude });
      if (asked.q !== undefined) asked = {};
      void ask();
      if (forYou.isShown) void forYou.ask();
    },
    none,
    { enableHighAccuracy: true, timeout: 10_000, maximumAge: 30_000 },
  );
}

/** The map comes last: its script is large, and the list does not need it. */
async function draw(): Promise<void> {
  await import('../embed.js');
  const made = h('yizhan-map', { ...centre, zoom, lang, list: 'off', height: '100%' });
  map = made;
  setWishes();
  made.addEventListener('move', (event) => {
    centre = event.detail;
    from = 'fromMap';
    isPlaced = true;
    if (forYou.isShown) void forYou.ask();
    if (asked.q === undefined) void ask({ reach: false });
  });
  made.addEventListener('select', (event) => {
    event.preventDefault();
    const { id, name } = event.detail;
    const known = answer?.features.find((one) => one.id === id);
    open(known ?? { id, properties: { name } });
  });
  made.addEventListener('selectevent', (event) => {
    event.preventDefault();
    openEvents(event.detail.events, event.detail.now);
  });
  made.addEventListener('error', (event) => {
    if (event.detail.kind !== 'no-map') return;
    for (const one of [results, part('measure')]) one.classList.add('numbered');
  });
  part('map').replaceChildren(made);
  setEvents(shownEvents);
  if (answer) made.show(answer);
}

/** When it is about to be seen: on a phone it lies below the list, and not everybody goes there. */
function drawWhenSeen(): void {
  const watch = new IntersectionObserver(
    (seen) => {
      if (!seen.some((one) => one.isIntersecting)) return;
      watch.disconnect();
      void draw();
    },
    { rootMargin: '200px' },
  );
  watch.observe(part('map'));
}

dress(document, PAGE_STYLE);
forYou.route(false);
for (const button of document.querySelectorAll<HTMLButtonElement>('[data-need]'))
  button.addEventListener('click', () => choose(button));
openNow.addEventListener('change', () => {
  setWishes();
  void ask();
});
part('here').addEventListener('click', locate);
part('search').addEventListener('submit', (event) => {
  event.preventDefault();
  const q = words.value.trim();
  asked = q === '' ? {} : { q };
  for (const other of document.querySelectorAll('[data-need]')) other.setAttribute('aria-pressed', 'false');
  setWishes();
  void ask();
});
const terms = client.categories().then(
  ({ categories }) => (labels = new Map(categories.map(({ code, label }) => [code, label]))),
  () => undefined, // codes are shown then
);
// The map's script waits until the first answer is there, which is what a rider came for.
void terms.then(() => ask()).then(drawWhenSeen);

/** A code on paper leads to one place. */
const led = ledHere(location.search);
if (led) {
  open({ id: led.id, properties: { name: '…' } });
  if (led.toReport && card) openReportForm(card);
}
