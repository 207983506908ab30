import { GeocoderFault, type Geocoder } from '../core/geocoder.js';
import type { Placer, Placing } from '../core/placing.js';
import { judged } from './judge.js';
import { questionFor } from './question.js';
import { left } from './reasons.js';

/** Questions in a row without an answer after which the service is taken as out of order. */
const MOST_FAILURES = 3;

/** Places by asking a geocoder, and by believing only answers that contradict nothing the row says. */
export function byGeocoder(geocoder: Geocoder): Placer {
  let failures = 0;
  return {
    source: geocoder.source,
    async place({ body }, signal): Promise<Placing> {
      const question = questionFor(body);
      if ('rule' in question) return question;
      try {
        const found = judged(question, await geocoder.locate(question, signal));
        failures = 0;
        if ('rule' in found) return found;
        const { position, precision, matched, score } = found;
        return {
          position,
          precision,
          basis: { zh: `查到：${matched}`, en: `found: ${matched}` },
          evidence: { asked: question.text, matched, ...(score === undefined ? {} : { score }) },
        };
      } catch (error) {
        if (!(error instanceof GeocoderFault)) throw error;
        if (error.reach === 'all' || ++failures === MOST_FAILURES)
          throw new GeocoderFault('all', error.words);
        return left('geocode.failed', error.words);
      }
    },
  };
}
