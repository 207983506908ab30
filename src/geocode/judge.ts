import type { AddressQuestion, Located } from '../core/geocoder.js';
import type { LeftUnplaced } from '../core/placing.js';
import { PRECISIONS, type Precision } from '../core/position.js';
import { regionName, sameStreet } from '../core/street-address.js';
import { left, type ReasonId } from './reasons.js';

/** The first answer that contradicts nothing the row says of itself, or why the best one was refused. */
export function judged(question: AddressQuestion, answers: readonly Located[]): Located | LeftUnplaced {
  const [best] = answers;
  if (!best) return left('geocode.nothing');
  const good = answers.find((one) => faultOf(question, one) === undefined);
  if (!good) return left(faultOf(question, best)!, best.matched);
  return { ...good, precision: precisionOf(question, good) };
}

function faultOf(question: AddressQuestion, answer: Located): ReasonId | undefined {
  if (PRECISIONS.indexOf(answer.precision) > PRECISIONS.indexOf('street')) return 'geocode.too_coarse';
  const areas = new Set(answer.areas.map(regionName));
  const { province, city, district, street, number } = question;
  // A region that the answer does not confirm is as good as another one: there is a 中山路 in most cities.
  const asked = [district, city ?? province].map(regionName).filter((name) => name !== '');
  if (!asked.every((name) => areas.has(name))) return 'geocode.other_region';
  if (street !== undefined && answer.street !== undefined && !sameStreet(street, answer.street))
    return 'geocode.other_street';
  const found = /\d+/.exec(answer.number?.normalize('NFKC') ?? '')?.[0];
  return number !== undefined && found !== undefined && Number(found) !== number
    ? 'geocode.other_number'
    : undefined;
}

/** A house that was asked for and is not confirmed by its number is somewhere along its street. */
function precisionOf({ number }: AddressQuestion, answer: Located): Precision {
  return number !== undefined && answer.number === undefined ? 'street' : answer.precision;
}
