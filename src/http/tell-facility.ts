import type { Hit } from '../core/answer.js';
import { cardText } from '../core/card.js';
import { distance } from '../core/distance.js';
import type { Facility } from '../core/facility.js';
import type { Presentation } from '../core/query.js';
import { inLanguage } from '../core/vocabulary.js';
import type { HttpDeps } from './deps.js';
import { metres } from './format/feature.js';
import { wholeFacility, type Membership, type Related } from './format/whole.js';

/** One facility with everything around it, as it is told to whoever asks for it, and to who has just written it. */

/** A place is part of one or two others; a long list of neighbours is cut. */
const MOST_RELATED = 20;

interface Telling {
  readonly shape: Presentation;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The same with its states at that time. */
  readonly hit: Hit;
}

export async function tellFacility(facility: Facility, telling: Telling, deps: HttpDeps): Promise<object> {
  const { vocabulary, calendar, stores } = deps;
  const { key, seq, body, updatedAt } = facility;
  return wholeFacility(facility, {
    exceptions: deps.live.exceptions({ key, id: facility.id, seq, ...cardText(body, updatedAt) }),
    ...telling,
    vocabulary,
    calendar,
    sources: await stores.facilities.sources(),
    related: await relatedOf(facility, telling.shape, deps),
    memberOf: membershipsOf(facility.id, telling.shape, deps),
  });
}

/** The organisations it belongs to, and what is known of it as their member. */
function membershipsOf(id: string, { lang }: Presentation, { live }: HttpDeps): Membership[] {
  return live.offerings.membershipsOf(id).map((one) => {
    const { plaque, frontDuties } = one.content.members!.find(({ facility }) => facility === id)!;
    const name = inLanguage(one.content.name, lang);
    const facts = {
      ...(plaque !== undefined && { plaque }),
      ...(frontDuties !== undefined && { frontDuties }),
    };
    return { id: one.id, name, ...facts };
  });
}

/** The places it belongs together with; those that are gone are left out. */
async function relatedOf(
  { relations, body }: Facility,
  { lang }: Presentation,
  { stores }: HttpDeps,
): Promise<Related[]> {
  const related: Related[] = [];
  for (const { kind, to } of relations.slice(0, MOST_RELATED)) {
    const found = await stores.facilities.resolve(to);
    if (found?.kind !== 'facility') continue;
    const other = found.facility;
    const apart = body.position && other.body.position && distance(body.position, other.body.position);
    related.push({
      relation: kind,
      id: other.id,
      name: inLanguage(other.body.name, lang),
      category: other.body.category,
      ...(apart !== undefined && { distance: metres(apart) }),
      href: `/v1/facilities/${encodeURIComponent(other.id)}`,
    });
  }
  return related;
}
