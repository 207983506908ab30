import type { Answer, NeedsAnswer } from '../core/answer.js';
import type { AlongQuery, ListQuery, NearestQuery, NeedsQuery, WithinQuery } from '../core/query.js';

/** Answers questions. Everything HTTP asks goes through this. */
export interface Finder {
  nearest(query: NearestQuery): Promise<Answer>;
  needs(query: NeedsQuery): Promise<NeedsAnswer>;
  list(query: ListQuery): Promise<Answer>;
  within(query: WithinQuery): Promise<Answer>;
  along(query: AlongQuery): Promise<Answer>;
}
