import type { OfferingKind } from '../../core/offerings/documents.js';
import type { AnyOffering, OfferingStore } from '../../core/offerings/offering.js';
import { folded } from '../sources/text.js';

const READ = 2_000;

/** What is kept before a list is read; there are few enough to look at all of them. */
export class KnownOfferings {
  readonly #byId = new Map<string, AnyOffering>();
  readonly #byRecord = new Map<string, AnyOffering>();
  readonly #organisations = new Map<string, string[]>();

  static async read(store: Pick<OfferingStore, 'changes'>): Promise<KnownOfferings> {
    const known = new KnownOfferings();
    for (let after = 0; ;) {
      const some = await store.changes(after, READ);
      for (const one of some) known.#add(one);
      if (some.length < READ) return known;
      after = some.at(-1)!.seq;
    }
  }

  #add(one: AnyOffering): void {
    const { kind, id, record, removedAt, content } = one;
    if (record) this.#byRecord.set(keyOf(kind, record.source, record.externalId), one);
    if (removedAt !== undefined) return;
    this.#byId.set(id, one);
    if (kind !== 'organisation') return;
    for (const name of new Set([content.name.zh, content.name.en]))
      if (name !== undefined)
        this.#organisations.set(folded(name), [...(this.#organisations.get(folded(name)) ?? []), id]);
  }

  /** One that is there. */
  get(kind: OfferingKind, id: string): AnyOffering | undefined {
    const found = this.#byId.get(id);
    return found?.kind === kind ? found : undefined;
  }

  /** A publisher's, also one that was removed. */
  ofRecord(kind: OfferingKind, source: string, externalId: string): AnyOffering | undefined {
    return this.#byRecord.get(keyOf(kind, source, externalId));
  }

  /** What a publisher has there of a kind and no editor has changed. */
  ofSource(kind: OfferingKind, source: string): AnyOffering[] {
    return [...this.#byId.values()].filter(
      (one) => one.kind === kind && one.record?.source === source && !one.edited,
    );
  }

  /** The organisation of this id, or of this whole name where one only has it. */
  organisation(words: string): string | undefined {
    if (this.get('organisation', words)) return words;
    const found = this.#organisations.get(folded(words)) ?? [];
    return found.length === 1 ? found[0] : undefined;
  }
}

function keyOf(kind: OfferingKind, source: string, externalId: string): string {
  return JSON.stringify([kind, source, externalId]);
}
