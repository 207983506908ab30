import type { Change, Verdict } from '../../src/core/change.js';
import { compose, isDerived } from '../../src/core/compose.js';
import type { Claim, FacilityBody } from '../../src/core/facility.js';

interface ModelRecord {
  readonly order: number;
  readonly source: string;
  readonly externalId: string;
  readonly claim: Claim;
  readonly raw: unknown;
  home: string;
}

/**
 * The same promises kept in the simplest way: records in a map, facilities composed whenever they are asked for.
 * A facility's name is the record that it was first known by, `source/externalId`.
 */
export class StoreModel {
  records = new Map<string, ModelRecord>();
  redirects = new Map<string, string>();
  everKnown = new Set<string>();
  relations = new Set<string>();
  #order = 0;

  /** @throws where the store must refuse with a conflict; the model is then of no more use */
  apply(changes: readonly Change[], snapshotOf?: string): Verdict[] {
    const seen = new Set<string>();
    const verdicts = changes.map((change) => this.#write(change, seen));
    if (snapshotOf === undefined) return verdicts;
    for (const [name, { source, externalId }] of [...this.records].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      if (source !== snapshotOf || seen.has(name)) continue;
      verdicts.push(this.#write({ kind: 'withdraw', source, externalId }, seen));
    }
    return verdicts;
  }

  clone(): StoreModel {
    const copy = new StoreModel();
    copy.records = new Map([...this.records].map(([name, record]) => [name, { ...record }]));
    copy.redirects = new Map(this.redirects);
    copy.everKnown = new Set(this.everKnown);
    copy.relations = new Set(this.relations);
    copy.#order = this.#order;
    return copy;
  }

  follow(home: string): string {
    const next = this.redirects.get(home);
    return next === undefined ? home : this.follow(next);
  }

  recordsOf(home: string): ModelRecord[] {
    return [...this.records.values()]
      .filter((one) => one.home === home)
      .toSorted((a, b) => a.order - b.order);
  }

  /** What is served, by name: its body and relations. */
  facilities(): Map<string, { body: FacilityBody; relations: string[] }> {
    const stated = [...this.records.values()].filter((one) => !isDerived(one));
    const homes = new Set(stated.map((one) => one.home));
    return new Map(
      [...homes].map((home) => {
        const body = compose(
          this.recordsOf(home).map(({ source, externalId, claim }) => ({ source, externalId, claim })),
        );
        const relations = [...this.relations]
          .map((one) => one.split(' '))
          .filter(([from, , to]) => from === home && homes.has(to!));
        return [home, { body, relations: relations.map(([, kind, to]) => `${kind} ${to}`).toSorted() }];
      }),
    );
  }

  #write(change: Change, seen: Set<string>): Verdict {
    switch (change.kind) {
      case 'put':
        return this.#put(change, seen);
      case 'withdraw': {
        const name = `${change.source}/${change.externalId}`;
        if (seen.has(name)) return 'repeated';
        if (!this.records.delete(name)) return 'absent';
        seen.add(name);
        return 'gone';
      }
      case 'merge':
        return this.#merge(this.#live(change.from), this.#live(change.into));
      default:
        return this.#relate(change);
    }
  }

  #put(change: Extract<Change, { kind: 'put' }>, seen: Set<string>): Verdict {
    const name = `${change.source}/${change.externalId}`;
    if (seen.has(name)) return 'repeated';
    seen.add(name);
    const known = this.records.get(name);
    const home =
      change.facility === undefined ? (known?.home ?? this.follow(name)) : this.#live(change.facility);
    const { source, externalId, claim, raw } = change;
    const says = (one: { claim: Claim; raw: unknown }) => JSON.stringify([one.claim, one.raw]);
    if (known && known.home === home && says(known) === says({ claim, raw })) return 'same';
    this.everKnown.add(home);
    this.records.set(name, { order: known?.order ?? ++this.#order, source, externalId, claim, raw, home });
    return known ? 'changed' : 'new';
  }

  #live(name: string): string {
    const home = this.follow(name);
    if (!this.recordsOf(home).some((one) => !isDerived(one))) throw new Error('conflict');
    return home;
  }

  #merge(from: string, into: string): Verdict {
    if (from === into) return 'same';
    for (const record of this.recordsOf(from)) record.home = into;
    this.redirects.set(from, into);
    this.relations = new Set(
      [...this.relations].flatMap((one) => {
        const [a, kind, b] = one.split(' ').map((part) => (part === from ? into : part));
        return a === b ? [] : [`${a} ${kind} ${b}`];
      }),
    );
    return 'changed';
  }

  #relate(change: Extract<Change, { kind: 'relate' | 'unrelate' }>): Verdict {
    const [from, to] = [this.#live(change.from), this.#live(change.to)];
    if (from === to) throw new Error('conflict');
    const relation = `${from} ${change.relation} ${to}`;
    if (change.kind === 'unrelate') return this.relations.delete(relation) ? 'changed' : 'absent';
    if (this.relations.has(relation)) return 'same';
    this.relations.add(relation);
    return 'changed';
  }
}
