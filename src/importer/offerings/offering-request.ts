import type { ImportRequest } from '../../core/import.js';
import type { OfferingKind } from '../../core/offerings/documents.js';
import type { Stores } from '../../core/stores.js';
import type { Vocabulary } from '../../core/vocabulary.js';
import type { ServiceWords } from '../sources/services.js';

export interface OfferingImporterParts {
  readonly stores: Pick<Stores, 'facilities' | 'offerings'>;
  readonly vocabulary: Vocabulary;
  readonly serviceWords: ServiceWords;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface OfferingRequest extends ImportRequest {
  readonly as: OfferingKind;
}
