import type { Change, Verdict } from '../../core/change.js';
import { UserError } from '../../core/errors.js';
import { bodyOf, isRemoved, isThere } from './body.js';
import type { Dictionary } from './dictionary.js';
import type { RecordBefore } from './history.js';
import { idSeed, ID_LENGTH } from './public-id.js';
import type { PreparedChange, PreparedPut } from './prepared-change.js';
import { goneRow, placeRow, type PlaceName } from './row.js';
import { Seen } from './seen.js';
import type { RecordRow, Staging } from './staging.js';
import type { State } from './state.js';

export interface WriterParts {
  readonly staging: Staging;
  readonly state: State;
  readonly dictionary: Dictionary;
  /** Number of the run, and its instant in milliseconds. */
  readonly run: number;
  readonly at: number;
  /** Length of a new public id. */
  readonly idLength?: number;
}

/** Stages one change after the other. All inside the caller's transactions. */
export class ChangeWriter {
  readonly #parts: WriterParts;
  /** Records that occurred in this run. */
  readonly seen = new Seen();
  /** Publishers whose records were put. */
  readonly sources = new Set<string>();

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  /** Number of the run. */
  get run(): number {
    return this.#parts.run;
  }

  write(prepared: PreparedChange): Verdict {
    const { change } = prepared;
    switch (change.kind) {
      case 'put':
        return this.#put(prepared as PreparedPut);
      case 'withdraw':
        return this.#withdraw(change);
      case 'merge':
        return this.#merge(change);
      default:
        return this.#relate(change);
    }
  }

  /**
   * Puts a record back as it was before a run that is taken back. What became of it by hand since stays: it is not
   * brought back when it was withdrawn, and stays with the facility it was moved to.
   * @param undone number of the run
   */
  restore(before: RecordBefore, undone: number): Verdict {
    const { staging, run } = this.#parts;
    const { n, source, externalId, hash, claim, raw } = before;
    const known = staging.findRecord(source, externalId);
    if (known === undefined ? !before.gone : known.n !== n) return 'absent';
    const moved = known !== undefined && before.runNow !== undone;
    const place = this.#follow(moved ? known.facility! : before.facility)!;
    staging.putRecord({ n, source, externalId, facility: place.key, run, hash, target: 1, claim, raw });
    this.#refresh(place.key);
    if (known && known.facility !== place.key) this.#refresh(known.facility!);
    return known ? 'changed' : 'new';
  }

  #put(prepared: PreparedPut): Verdict {
    const { staging, dictionary, run } = this.#parts;
    const { change, hash, claim, raw } = prepared;
    const source = dictionary.source(change.source);
    this.sources.add(change.source);
    const known = staging.findRecord(source, change.externalId);
    if (known && this.seen.has(known.n)) return 'repeated';
    const target = change.facility === undefined ? undefined : this.#live(change.facility);
    const n = known?.n ?? this.#parts.state.nextRecord();
    this.seen.add(n);
    if (known?.hash === hash && (target === undefined || target.key === known.facility)) return 'same';
    const place = this.#placeFor(prepared, known?.facility ?? undefined, target);
    const before = place.fresh ? [] : staging.recordsOf(place.key);
    const { externalId } = change;
    const marks = { run, hash, target: target === undefined ? 0 : 1 } as const;
    staging.putRecord({ n, source, externalId, facility: place.key, ...marks, claim, raw });
    const row: RecordRow = { n, source: change.source, externalId, claim };
    const after = [...before.filter((one) => one.n !== n), row].toSorted((a, b) => a.n - b.n);
    const gone = change.claim.derivedFrom ? !isThere(after) : isRemoved(after);
    if (gone) this.#refresh(place.key);
    else if (saysOther(before, after)) this.#stage(place, after);
    if (known?.facility != null && known.facility !== place.key) this.#refresh(known.facility);
    return known ? 'changed' : 'new';
  }

  #withdraw({ source: id, externalId }: Extract<Change, { kind: 'withdraw' }>): Verdict {
    const { staging, dictionary, run } = this.#parts;
    const source = dictionary.knownSource(id);
    const known = source === undefined ? undefined : staging.findRecord(source, externalId);
    if (source === undefined || known === undefined) return 'absent';
    if (this.seen.has(known.n)) return 'repeated';
    this.seen.add(known.n);
    const nothing = { hash: '', target: 0, claim: '', raw: null } as const;
    staging.putRecord({ n: known.n, source, externalId, facility: null, run, ...nothing });
    this.#refresh(known.facility!);
    return 'gone';
  }

  #merge(change: Extract<Change, { kind: 'merge' }>): Verdict {
    const { staging, run, at } = this.#parts;
    const from = this.#live(change.from);
    const into = this.#live(change.into);
    if (from.key === into.key) return 'same';
    for (const { n } of staging.recordsOf(from.key)) staging.moveRecord(n, into.key, run);
    const neighbours = this.#moveRelations(from.key, into.key);
    staging.putPlace(goneRow(from, { kind: 'merged', into_id: into.id }, at));
    for (const key of new Set([into.key, ...neighbours])) this.#refresh(key);
    return 'changed';
  }

  /** Hands the relations of one facility to another; gives the keys of those whose relations changed by it. */
  #moveRelations(from: number, into: number): number[] {
    const { staging } = this.#parts;
    const neighbours: number[] = [];
    const move = (key: number) => (key === from ? into : key);
    for (const relation of staging.relationsOf(from)) {
      staging.putRelation(relation, false);
      const moved = { ...relation, from_key: move(relation.from_key), to_key: move(relation.to_key) };
      if (moved.from_key !== moved.to_key) staging.putRelation(moved, true);
      if (moved.from_key !== into) neighbours.push(moved.from_key);
    }
    return neighbours;
  }

  #relate({ kind, from, relation, to }: Extract<Change, { kind: 'relate' | 'unrelate' }>): Verdict {
    const { staging } = this.#parts;
    const one = this.#live(from);
    const other = this.#live(to);
    if (one.key === other.key)
      throw new UserError('conflict', `the facility ${from} cannot be related to itself`);
    const row = { from_key: one.key, kind: relation, to_key: other.key };
    const wanted = kind === 'relate';
    if (staging.hasRelation(row) === wanted) return wanted ? 'same' : 'absent';
    staging.putRelation(row, wanted);
    this.#refresh(one.key);
    return 'changed';
  }

  /** The facility that a public id leads to now. */
  #live(id: string): PlaceName {
    const known = this.#parts.staging.identity(id);
    const place = known && this.#follow(known.key);
    if (place?.kind !== 'put') {
      throw new UserError('conflict', `there is no facility ${id}`, [
        { parameter: 'facility', value: id, detail: place ? 'was removed' : 'is not known' },
      ]);
    }
    return place;
  }

  /** What a key leads to at the end of its redirects; they cannot form a circle, for only what is live can be merged. */
  #follow(key: number): (PlaceName & { readonly kind: string }) | undefined {
    const { staging } = this.#parts;
    const place = staging.place(key);
    if (place === undefined) return undefined;
    if (place.kind !== 'merged') return { key, id: place.id, origin: 0, kind: place.kind };
    return this.#follow(staging.identity(place.into_id!)!.key);
  }

  /** Where a record belongs: where it is told to, where it was, or the facility whose id is made from it. */
  #placeFor({ change }: PreparedPut, before: number | undefined, target: PlaceName | undefined) {
    if (target) return { ...target, fresh: false };
    if (before !== undefined)
      return { key: before, id: this.#parts.staging.place(before)!.id, origin: 0, fresh: false };
    const { digits, origin } = idSeed(change);
    for (let length = this.#parts.idLength ?? ID_LENGTH; length <= digits.length; length++) {
      const id = digits.slice(0, length);
      const known = this.#parts.staging.identity(id);
      if (known === undefined) return { key: this.#parts.state.nextKey(), id, origin, fresh: true };
      if (known.origin !== origin) continue;
      const place = this.#follow(known.key);
      return { ...(place ?? { key: known.key, id, origin }), fresh: place === undefined };
    }
    throw new Error('every public id of a record is taken');
  }

  #refresh(key: number): void {
    const { staging, at } = this.#parts;
    const { id, kind } = staging.place(key)!;
    const place = { key, id, origin: 0 };
    const records = staging.recordsOf(key);
    if (isThere(records)) this.#stage(place, records);
    else if (kind !== 'removed') staging.putPlace(goneRow(place, { kind: 'removed', into_id: null }, at));
  }

  #stage({ key, id, origin }: PlaceName, records: readonly RecordRow[]): void {
    const { staging, dictionary, at } = this.#parts;
    staging.putPlace(placeRow({ key, id, origin }, bodyOf(records), at, dictionary));
  }
}

/** Whether a facility says something else than before. Text of one record is compared as it is, which is cheaper. */
function saysOther(before: readonly RecordRow[], after: readonly RecordRow[]): boolean {
  if (before.length !== after.length) return true;
  if (after.length === 1) return before[0]!.claim !== after[0]!.claim || before[0]!.n !== after[0]!.n;
  return JSON.stringify(bodyOf(before)) !== JSON.stringify(bodyOf(after));
}
