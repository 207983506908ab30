import { closest } from '../core/spelling.js';
import type { FacilityStore } from '../core/store.js';
import type { Words } from '../core/vocabulary.js';

/** Of a publisher that comes for the first time under an id much like a known one: a slip would double its places. */
export async function newPublisherNotes(store: FacilityStore, id: string): Promise<readonly Words[]> {
  const known = (await store.sources()).map((source) => source.id);
  const like = known.includes(id) ? undefined : closest(id, known);
  if (like === undefined) return [];
  return [
    {
      zh: `${id} 是新的来源。如果其实就是已有的 ${like}，同一地点会出现两次：请用 import --undo --source ${id} 撤销，再以 --source ${like} 导入。`,
      en: `${id} is a new publisher. If it is ${like}, which is known, its places would be there twice: import --undo --source ${id} takes this back, then import with --source ${like}.`,
    },
  ];
}
