import { z } from 'zod';
import { SERVICE_STATES, type ServiceOffer } from '../../../../core/facility.js';
import type { Vocabulary } from '../../../../core/vocabulary.js';
import type { OsmTags } from './element.js';

/** A line of `data/sources/osm-tags.csv`. */
const line = z.strictObject({
  /** `key=value`, several joined by ` & `; all must be there. `*` is any value. */
  tags: z.string().regex(/^[^=&\s]+=[^=&]+( & [^=&\s]+=[^=&]+)*$/),
  gives: z.enum(['category', 'service']),
  code: z.string(),
  state: z.enum(['', ...SERVICE_STATES]),
});

interface Rule {
  readonly tags: readonly (readonly [key: string, value: string])[];
  readonly code: string;
  readonly state: ServiceOffer['state'];
}

/** What tags of OpenStreetMap mean here, as data: which elements are places at all, and what they offer. */
export class OsmTagTable {
  /** By the key of their first tag: an element has few keys, the table many lines. */
  readonly #categories = new Map<string, { readonly order: number; readonly rule: Rule }[]>();
  readonly #services: readonly Rule[];

  /** @throws Error that names the line at fault */
  constructor(rows: readonly unknown[], vocabulary: Pick<Vocabulary, 'categories' | 'services'>) {
    const services: Rule[] = [];
    rows.forEach((row, order) => {
      const parsed = line.safeParse(row);
      if (!parsed.success) throw new Error(`osm-tags: ${JSON.stringify(row)}: ${parsed.error.message}`);
      const { gives, code, state, tags } = parsed.data;
      const known = gives === 'category' ? vocabulary.categories : vocabulary.services;
      if (!known.has(code)) throw new Error(`osm-tags: "${code}" is not a ${gives} of the vocabulary`);
      const rule = {
        tags: tags.split(' & ').map(pairOf),
        code,
        state: state === '' ? 'yes' : state,
      } as const;
      if (gives === 'service') return services.push(rule);
      const key = rule.tags[0]![0];
      return this.#categories.set(key, [...(this.#categories.get(key) ?? []), { order, rule }]);
    });
    this.#services = services;
  }

  /** The category of an element: of the first line that fits; `undefined` for what is no place here. */
  categoryOf(tags: OsmTags): string | undefined {
    let first: { readonly order: number; readonly rule: Rule } | undefined;
    for (const key in tags) {
      for (const candidate of this.#categories.get(key) ?? []) {
        if (first && first.order < candidate.order) continue;
        if (fits(candidate.rule, tags)) first = candidate;
      }
    }
    return first?.rule.code;
  }

  /** Everything the tags say of services; the first line that speaks of one counts. */
  servicesOf(tags: OsmTags): Record<string, ServiceOffer> {
    const offers: Record<string, ServiceOffer> = {};
    for (const rule of this.#services) if (fits(rule, tags)) offers[rule.code] ??= { state: rule.state };
    return offers;
  }
}

function pairOf(tag: string): readonly [string, string] {
  const at = tag.indexOf('=');
  return [tag.slice(0, at), tag.slice(at + 1)];
}

/** A tag may have several values, parted by semicolons. */
function fits({ tags: wanted }: Rule, tags: OsmTags): boolean {
  return wanted.every(([key, value]) => {
    const has = tags[key];
    if (has === undefined) return false;
    return value === '*' || has === value || (has.includes(';') && has.split(/\s*;\s*/).includes(value));
  });
}
