import type { ServiceOffer } from './facility.js';
import { remembered } from './remember.js';

/** What a place says of its services. There is one object for each text, so what follows from it can be remembered by it. */
export class CardServices {
  /** JSON text of the member `services` with a comma before it, in UTF-8; empty where none are spoken of. */
  readonly bytes: Buffer;
  readonly offers: Readonly<Record<string, ServiceOffer>>;
  /** Some of them have times of their own. */
  readonly haveTimes: boolean;
  /** Some of them are said to be missing or broken. */
  readonly areMissing: boolean;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.offers = bytes.length === 0 ? {} : readOffers(bytes);
    const all = Object.values(this.offers);
    this.haveTimes = all.some(({ hours, season }) => hours !== undefined || season !== undefined);
    this.areMissing = all.some(({ state }) => state === 'no' || state === 'broken');
  }
}

function readOffers(bytes: Buffer): CardServices['offers'] {
  return (JSON.parse(`{${bytes.toString('utf8', 1)}}`) as { services: CardServices['offers'] }).services;
}

const MOST = 20_000;

/** The services with this text, whose bytes stand as one character each (`latin1`): see `headOf`. */
export const servicesOf: (bytes: string) => CardServices = remembered(
  (bytes) => new CardServices(Buffer.from(bytes, 'latin1')),
  MOST,
);
