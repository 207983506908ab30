import { YizhanMap } from './yizhan-map.js';

/** What `/embed.js` is: loading it defines the element, once, however often it is loaded. */

export { YizhanMap, type YizhanMapEvents } from './yizhan-map.js';
export { Client, YizhanError } from '../client.js';

if (!customElements.get('yizhan-map')) customElements.define('yizhan-map', YizhanMap);
