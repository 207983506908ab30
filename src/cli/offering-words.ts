import { invalidParameter } from '../core/errors.js';
import { OFFERING_KINDS, type OfferingKind } from '../core/offerings/documents.js';

/** The kind `--as` names, as paths do: events, offers, programmes, hotlines, organisations. */
export function offeringKindOf(value: string): OfferingKind {
  const found = OFFERING_KINDS.find((kind) => value.toLowerCase().replace(/s$/, '') === kind);
  if (found) return found;
  const allowed = OFFERING_KINDS.map((kind) => `${kind}s`);
  throw invalidParameter({ parameter: 'as', value, detail: `"${value}" is not known`, allowed });
}
