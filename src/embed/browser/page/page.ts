import { Client, YizhanError } from '../../client.js';
import type { Feature, FeatureCollection, Language } from '../../wire.js';
import { word } from '../../words.js';
import { h } from '../h.js';
import { placeCard } from '../place-card.js';
import { placeList } from '../place-list.js';
import { PAGE_STYLE } from '../style.js';

/** What `/` does: asks for what a rider needs and shows it as a list, then as a map. It remembers nothing. */

const lang: Language = document.documentElement.lang.startsWith('en') ? 'en' : 'zh';
const client = new Client({ api: '', lang });
const MOST_PLACES = 20;

const results = part('results');
const from = part('from');
const openNow = part('open-now') as HTMLInputElement;
const { lat = '', lon = '', zoom = '' } = document.body.dataset;

/** Where is asked from, until somebody says where he is or moves the map. */
let centre = { lat: Number(lat), lon: Number(lon) };
/** What was asked last, to ask it again when something else changes. */
let asked: { readonly need?: string; readonly q?: string } = {};
let asking: AbortController | undefined;
let labels: ReadonlyMap<string, string> = new Map();
let map: HTMLElement | undefined;

function part(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no part ${id}`);
  return found;
}

/** Asks what was asked last, from where one is, and shows the answer. */
async function ask(): Promise<void> {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  const { need, q } = asked;
  const open = openNow.checked ? { openAt: 'now', unknownHours: 'last' as const } : {};
  results.setAttribute('aria-busy', 'true');
  try {
    const answer =
      q !== undefined
        ? await client.list({ q, limit: MOST_PLACES }, { signal })
        : await client.nearest(
            { ...centre, limit: MOST_PLACES, ...(need !== undefined && { need }), ...open },
            { signal },
          );
    show(answer);
  } catch (error) {
    if (error instanceof YizhanError && error.kind === 'aborted') return;
    const why =
      error instanceof YizhanError && error.kind === 'problem' ? error.message : word('failed', lang);
    results.replaceChildren(h('p', { role: 'alert' }, why));
  } finally {
    if (!signal.aborted) results.removeAttribute('aria-busy');
  }
}

function show({ features, fallback }: FeatureCollection): void {
  const parts = { lang, labels, onSelect: open };
  const instead = [fallback?.nextToOpen, fallback?.roundTheClock].filter((one) => one !== undefined);
  results.replaceChildren(placeList(features, parts));
  if (instead.length > 0) results.append(h('h3', {}, word('instead', lang)), placeList(instead, parts));
  if (map) for (const name of ['need', 'open-now'] as const) setWish(map, name);
}

function setWish(element: HTMLElement, name: 'need' | 'open-now'): void {
  const value = name === 'need' ? asked.need : openNow.checked ? '' : undefined;
  if (value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Shows one place; the focus goes back to the list when it is closed. */
function open({ id }: Feature): void {
  const close = () => {
    card.remove();
    results.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus();
  };
  const card = placeCard(id, { client, lang, onClose: close, onName: () => undefined });
  document.querySelector('.card')?.remove();
  document.body.append(card);
  card.focus();
}

function choose(button: HTMLButtonElement): void {
  for (const other of document.querySelectorAll('[data-need]')) other.setAttribute('aria-pressed', 'false');
  button.setAttribute('aria-pressed', 'true');
  const need = button.dataset['need'];
  asked = need === undefined ? {} : { need };
  void ask();
}

/** Only on a click, and only for this question. */
function locate(): void {
  from.textContent = word('locating', lang);
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      centre = { lat: coords.latitude, lon: coords.longitude };
      from.textContent = word('fromHere', lang);
      map?.setAttribute('lat', `${centre.lat}`);
      map?.setAttribute('lon', `${centre.lon}`);
      void ask();
    },
    () => (from.textContent = word('noPosition', lang)),
    { enableHighAccuracy: true, timeout: 10_000, maximumAge: 30_000 },
  );
}

/** The map comes last: its script is large, and the list does not need it. */
async function draw(): Promise<void> {
  await import('../embed.js');
  const made = h('yizhan-map' as 'div', {
    lat: centre.lat,
    lon: centre.lon,
    zoom,
    lang,
    list: 'off',
    height: 420,
  });
  made.addEventListener('move', (event) => {
    centre = (event as CustomEvent<typeof centre>).detail;
    from.textContent = word('fromMap', lang);
    if (asked.q === undefined && asked.need !== undefined) void ask();
  });
  map = made;
  for (const name of ['need', 'open-now'] as const) setWish(made, name);
  part('map').replaceChildren(made);
}

document.head.append(h('style', {}, PAGE_STYLE));
for (const button of document.querySelectorAll<HTMLButtonElement>('[data-need]'))
  button.addEventListener('click', () => choose(button));
openNow.addEventListener('change', () => void ask());
part('here').addEventListener('click', locate);
part('search').addEventListener('submit', (event) => {
  event.preventDefault();
  const q = (part('q') as HTMLInputElement).value.trim();
  if (q === '') return;
  asked = { q };
  void ask();
});
client.categories().then(
  ({ categories }) => (labels = new Map(categories.map(({ code, label }) => [code, label]))),
  () => undefined, // codes are shown then
);
const idle = globalThis.requestIdleCallback ?? ((work: () => void) => setTimeout(work, 200));
addEventListener('load', () => idle(() => void draw()));
