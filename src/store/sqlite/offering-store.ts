import type { Database } from 'better-sqlite3';
import { UserError } from '../../core/errors.js';
import type { Contents, OfferingKind } from '../../core/offerings/documents.js';
import {
  MOST_OFFERINGS,
  type AnyOffering,
  type OfferingPut,
  type OfferingRun,
  type OfferingsWritten,
  type OfferingStore,
  type OfferingVersion,
} from '../../core/offerings/offering.js';
import { offeringStatements, type OfferingRow } from './offering-statements.js';
import { instant } from './row.js';
import type { Side } from './side.js';

type Written = OfferingsWritten['results'][number];
type Which = Parameters<OfferingStore['remove']>[0];

/** Offerings in SQLite. */
export class SqliteOfferingStore implements OfferingStore {
  readonly #side: Side;
  readonly #sql: ReturnType<typeof offeringStatements>;

  constructor(db: Database, side: Side) {
    this.#side = side;
    this.#sql = offeringStatements(db);
  }

  put(puts: readonly OfferingPut[], run: OfferingRun): Promise<OfferingsWritten> {
    return this.#side.write(() => {
      const results = puts.map((put) => this.#put(put, run));
      const gone = run.snapshot ? this.#withdraw(puts, run) : 0;
      if (results.some(({ verdict }) => verdict === 'new')) this.#checkRoom(results, run);
      return { results, gone };
    });
  }

  remove({ kind, id, expect }: Which, run: OfferingRun): Promise<boolean> {
    return this.#side.write(() => {
      const row = this.#sql.get.get(kind, numberOf(id));
      if (!row || row.removed !== null) return false;
      checkVersion(row, expect);
      if (run.dryRun !== true) this.#end(row, run, { edited: 1 });
      return true;
    });
  }

  get(kind: OfferingKind, id: string): Promise<AnyOffering | undefined> {
    return this.#side.read(() => {
      const row = this.#sql.get.get(kind, numberOf(id));
      return row && toOffering(row);
    });
  }

  history(kind: OfferingKind, id: string, limit: number): Promise<readonly OfferingVersion[]> {
    return this.#side.read(() => {
      if (!this.#sql.get.get(kind, numberOf(id))) return [];
      const rows = this.#sql.history.all(numberOf(id), limit).toReversed();
      return rows.map(({ seq, at, key, label, content }) => ({
        seq,
        at: instant(at),
        by: { id: key, label },
        ...(content !== null && { content: JSON.parse(content) as Contents[OfferingKind] }),
      }));
    });
  }

  changes(after: number, limit: number): Promise<readonly AnyOffering[]> {
    return this.#side.read(() => this.#sql.changes.all(after, limit).map(toOffering));
  }

  head(): Promise<number> {
    return this.#side.read(() => this.#sql.head.get()!.seq);
  }

  #put(put: OfferingPut, run: OfferingRun): Written {
    const known = this.#known(put);
    const byEditor = put.id !== undefined;
    if (byEditor && (!known || known.removed !== null))
      throw new UserError('not-found', `There is no ${put.kind} ${put.id}, or it was removed.`);
    if (!known) return this.#add(put, run);
    checkVersion(known, put.expect);
    if (!byEditor && known.edited === 1) return { verdict: 'held', offering: toOffering(known) };
    const content = JSON.stringify(put.content);
    const isSame = known.removed === null && content === known.content;
    if (isSame) return { verdict: 'same', offering: toOffering(known) };
    const verdict = known.removed === null ? 'changed' : 'new';
    if (run.dryRun === true) return { verdict, offering: toOffering(known) };
    const edited = known.edited === 1 || (byEditor && known.source !== null) ? 1 : 0;
    this.#sql.replace.run({ ...whoAndWhen(run), n: known.n, seq: this.#next(), content, edited });
    return { verdict, offering: this.#noted(put.kind, known.n) };
  }

  #known({ kind, id, record }: OfferingPut): OfferingRow | undefined {
    if (id !== undefined) return this.#sql.get.get(kind, numberOf(id));
    return record && this.#sql.byRecord.get(kind, record.source, record.externalId);
  }

  #add({ kind, content, record }: OfferingPut, run: OfferingRun): Written {
    if (run.dryRun === true) return { verdict: 'new' };
    const row = {
      ...whoAndWhen(run),
      kind,
      seq: this.#next(),
      content: JSON.stringify(content),
      source: record?.source ?? null,
      externalId: record?.externalId ?? null,
    };
    const { lastInsertRowid } = this.#sql.add.run(row);
    return { verdict: 'new', offering: this.#noted(kind, Number(lastInsertRowid)) };
  }

  /** Removes what the publisher's whole list no longer names; what an editor has changed stays. */
  #withdraw(puts: readonly OfferingPut[], run: OfferingRun): number {
    const { kind, source } = run.snapshot!;
    const named = new Set(puts.map(({ record }) => record?.externalId));
    const known = this.#sql.ofSource.all(kind, source);
    const gone = known.filter((row) => !named.has(row.external_id!));
    run.onMissing?.({ known: known.length, missing: gone.length });
    if (run.dryRun !== true) for (const row of gone) this.#end(row, run, { edited: 0 });
    return gone.length;
  }

  #end({ kind, n }: OfferingRow, run: OfferingRun, { edited }: { readonly edited: 0 | 1 }): void {
    this.#sql.remove.run({ ...whoAndWhen(run), n, seq: this.#next(), edited });
    this.#noted(kind, n);
  }

  /** Keeps the present state as history. */
  #noted(kind: OfferingKind, n: number): AnyOffering {
    this.#sql.note.run(n);
    return toOffering(this.#sql.get.get(kind, n)!);
  }

  #checkRoom(results: readonly Written[], { dryRun = false }: OfferingRun): void {
    const more = dryRun ? results.filter(({ verdict }) => verdict === 'new').length : 0;
    if (this.#sql.count.get()!.count + more <= MOST_OFFERINGS) return;
    const detail = `There would be more than ${MOST_OFFERINGS} events, offers and the like. Remove what is over.`;
    throw new UserError('conflict', detail);
  }

  #next(): number {
    return this.#sql.head.get()!.seq + 1;
  }
}

function checkVersion({ seq }: OfferingRow, expected: number | undefined): void {
  if (expected === undefined || expected === seq) return;
  throw new UserError('precondition-failed', 'It is not what If-Match names.');
}

function whoAndWhen({ by, at }: OfferingRun) {
  return { key: by.id, label: by.label, at: Date.parse(at) };
}

/** The number in an id; one that is none names nothing. */
function numberOf(id: string): number {
  return /^[1-9]\d{0,14}$/.test(id) ? Number(id) : 0;
}

function toOffering(row: OfferingRow): AnyOffering {
  const { n, kind, seq, content, source, external_id: externalId, edited, removed } = row;
  return {
    kind,
    id: String(n),
    seq,
    content: JSON.parse(content) as never,
    ...(source !== null && externalId !== null && { record: { source, externalId } }),
    createdAt: instant(row.created),
    updatedAt: instant(row.updated),
    by: { id: row.key, label: row.label },
    edited: edited === 1,
    ...(removed !== null && { removedAt: instant(removed) }),
  };
}
