import type { OfferingKind } from '../core/offerings/documents.js';
import type { AnyOffering, Offering, Offerings, OfferingStore } from '../core/offerings/offering.js';
import type { Followed } from './follower.js';

/** How many are read at once: between two reads answers go on. */
const READ = 2_000;

/** All offerings that are there, in memory; a change costs what changed. */
export class OfferingTable implements Followed, Offerings {
  readonly name = 'offerings';
  readonly #store: OfferingStore;
  #byId = new Map<string, AnyOffering>();
  #byKind = new Map<OfferingKind, readonly AnyOffering[]>();
  #byFacility: ReadonlyMap<string, readonly Offering<'offer'>[]> = new Map();
  #byMember: ReadonlyMap<string, readonly Offering<'organisation'>[]> = new Map();
  #seq = 0;

  constructor(store: OfferingStore) {
    this.#store = store;
  }

  get seq(): number {
    return this.#seq;
  }

  get revision(): number {
    return this.#seq;
  }

  get size(): number {
    return this.#byId.size;
  }

  all<K extends OfferingKind>(kind: K): readonly Offering<K>[] {
    return (this.#byKind.get(kind) ?? []) as unknown as readonly Offering<K>[];
  }

  offersAt(facility: string): readonly Offering<'offer'>[] {
    return this.#byFacility.get(facility) ?? NONE;
  }

  membershipsOf(facility: string): readonly Offering<'organisation'>[] {
    return this.#byMember.get(facility) ?? NOBODY;
  }

  async look(): Promise<void> {
    const head = await this.#store.head();
    if (head === this.#seq) return;
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
    this.#take(byId);
    this.#seq = seq;
  }

  #take(byId: Map<string, AnyOffering>): void {
    const all = [...byId.values()].toSorted((a, b) => Number(a.id) - Number(b.id));
    this.#byId = byId;
    this.#byKind = grouped(all, ({ kind }) => kind);
    this.#byFacility = grouped(this.all('offer'), ({ content }) => content.facility);
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

const NONE: readonly Offering<'offer'>[] = [];
const NOBODY: readonly Offering<'organisation'>[] = [];
