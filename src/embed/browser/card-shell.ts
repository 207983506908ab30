import type { Language } from '../wire.js';
import { word } from '../words.js';
import { h } from './h.js';

/** A card over the map: its title, a body to fill, and the ways to close it. */
export function cardShell(
  name: string,
  { lang, onClose }: { readonly lang: Language; readonly onClose: () => void },
): { readonly card: HTMLElement; readonly title: HTMLElement; readonly body: HTMLElement } {
  const title = h('h2', { id: 'card-title' }, name);
  const body = h('div', {});
  const close = h('button', { type: 'button', class: 'close', 'aria-label': word('close', lang) }, '×');
  close.addEventListener('click', onClose);
  const shell = { class: 'card', role: 'dialog', tabindex: '-1', 'aria-labelledby': 'card-title' };
  const card = h('section', shell, title, close, body);
  card.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') onClose();
  });
  return { card, title, body };
}
