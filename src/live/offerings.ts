import type { OfferingKind } from '../core/offerings/documents.js';
import type { AnyOffering, Offering, Offerings, OfferingStore } from '../core/offerings/offering.js';
import type { FacilityStore } from '../core/store.js';
import type { Followed } from './follower.js';
import { Redirects } from './redirects.js';

/** How many are read at once: between two reads answers go on. */
const READ = 2_000;

/** What may name facilities by public id. */
interface Naming {
  readonly facility?: string;
  readonly members?: readonly Naming[];
}

export interface OfferingTableParts {
  readonly store: OfferingStore;
  readonly facilities: Pick<FacilityStore, 'head' | 'changes' | 'resolve'>;
}

/**
 * All offerings that are there, in memory, at the places that the facilities they name lead to by now; a change costs what
 * changed, a merge of facilities one look at each.
 */
export class OfferingTable implements Followed, Offerings {
  readonly name = 'offerings';
  readonly #store: OfferingStore;
  readonly #redirects: Redirects;
  /** As they are kept. */
  #byId = new Map<string, AnyOffering>();
  #byKind = new Map<OfferingKind, readonly AnyOffering[]>();
  #byFacility: ReadonlyMap<string, readonly Offering<'offer'>[]> = new Map();
  #byMember: ReadonlyMap<string, readonly Offering<'organisation'>[]> = new Map();
  #seq = 0;
  #redirected = 0;

  constructor({ store, facilities }: OfferingTableParts) {
    this.#store = store;
    this.#redirects = new Redirects(facilities);
  }

  /** A merge counts as well: what was offered at one place is offered at another from then on. */
  get seq(): number {
    return this.#seq + this.#redirected;
  }

  get revision(): number {
    return this.seq;
  }

  get size(): number {
    return this.#byId.size;
  }

  all<K extends OfferingKind>(kind: K): readonly Offering<K>[] {
    return (this.#byKind.get(kind) ?? []) as unknown as readonly Offering<K>[];
  }

  get anyOffers(): boolean {
    return this.#byFacility.size > 0;
  }

  offersAt(facility: string): readonly Offering<'offer'>[] {
    return this.#byFacility.get(facility) ?? NONE;
  }

  membershipsOf(facility: string): readonly Offering<'organisation'>[] {
    return this.#byMember.get(facility) ?? NOBODY;
  }

  async look(): Promise<void> {
    const head = await this.#store.head();
    await this.#redirects.look();
    const { version } = this.#redirects;
    if (head === this.#seq && version === this.#redirected) return;
    // Fewer changes than were seen: an older copy of the store was put back.
    const fresh = head < this.#seq;
    const byId = fresh ? new Map<string, AnyOffering>() : new Map(this.#byId);
    let seq = fresh ? 0 : this.#seq;
    while (seq < head) {
      const news = await this.#store.changes(seq, READ);
      for (const one of news) {
        if (one.removedAt === undefined) byId.set(one.id, one);
        else byId.delete(one.id);
      }
      seq = news.at(-1)?.seq ?? head;
    }
    const present = await Promise.all([...byId.values()].map((one) => this.#present(one)));
    this.#take(present);
    this.#byId = byId;
    this.#seq = seq;
    this.#redirected = version;
  }

  /** The same at the place its facility leads to; at none that is gone it stays as it was written. */
  async #present(one: AnyOffering): Promise<AnyOffering> {
    const { facility, members } = one.content as Naming;
    const content = {
      ...one.content,
      ...(facility !== undefined && { facility: await this.#idOf(facility) }),
      ...(members && { members: await Promise.all(members.map((member) => this.#member(member))) }),
    };
    return { ...one, content } as AnyOffering;
  }

  async #member(member: Naming): Promise<Naming> {
    const { facility } = member;
    return facility === undefined ? member : { ...member, facility: await this.#idOf(facility) };
  }

  async #idOf(facility: string): Promise<string> {
    return (await this.#redirects.placeOf(facility))?.id ?? facility;
  }

  #take(present: readonly AnyOffering[]): void {
    const all = present.toSorted((a, b) => Number(a.id) - Number(b.id));
    this.#byKind = grouped(all, ({ kind }) => kind);
    this.#byFacility = offersByFacility(this.all('offer'));
    this.#byMember = membersOf(this.all('organisation'));
  }
}

/** Organisations by the facilities that are their members. */
function membersOf(all: readonly Offering<'organisation'>[]): Map<string, Offering<'organisation'>[]> {
  const byMember = new Map<string, Offering<'organisation'>[]>();
  for (const one of all)
    for (const facility of new Set(one.content.members?.map((member) => member.facility)))
      if (facility !== undefined) byMember.set(facility, [...(byMember.get(facility) ?? []), one]);
  return byMember;
}

function grouped<K, T>(items: readonly T[], keyOf: (item: T) => K): Map<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

function offersByFacility(
  offers: readonly Offering<'offer'>[],
): ReadonlyMap<string, readonly Offering<'offer'>[]> {
  const placed = offers.filter(({ content }) => content.facility !== undefined);
  return grouped(placed, ({ content }) => content.facility!);
}

const NONE: readonly Offering<'offer'>[] = [];
const NOBODY: readonly Offering<'organisation'>[] = [];
