import { YizhanMap, type YizhanMapEvents } from './yizhan-map.js';

/** What `/embed.js` is: loading it defines the element, once, however often it is loaded. */

export { YizhanMap, type YizhanMapEvents } from './yizhan-map.js';
export { Client, YizhanError } from '../client.js';

declare global {
  interface HTMLElementTagNameMap {
    'yizhan-map': YizhanMapElement;
  }
}

/** The element with the events it sends, for TypeScript. */
export interface YizhanMapElement extends YizhanMap {
  addEventListener<K extends keyof YizhanMapEvents>(
    type: K,
    listener: (this: YizhanMapElement, event: YizhanMapEvents[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

const registry = globalThis.customElements;
if (registry && !registry.get('yizhan-map')) registry.define('yizhan-map', YizhanMap);
