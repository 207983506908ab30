import type { Hours } from '../../facility.js';
import { clean } from './clean.js';
import { compose, type Composed } from './compose-rules.js';
import { phrasesOf } from './phrases.js';
import { statementsOf } from './arrange.js';
import { tokenise } from './tokens.js';
import { Contradiction } from './week-grid.js';

/** What was understood of a text: rules, how much of it they say, and what is left over. */
export interface ChineseHours extends Pick<Hours, 'osm' | 'coverage' | 'workdays'> {
  /** Words that did not go into the rules. */
  readonly unused: readonly string[];
  /** How it came to this, a sentence each. */
  readonly why: readonly string[];
}

const LONGEST = 2000;

/**
 * Reads opening hours as people write them in Chinese, and makes OSM rules of them. What may mean two things becomes
 * no rule; what cannot be expressed is kept as words, and makes the hours it belongs to uncertain.
 */
export function parseChineseHours(text: string): ChineseHours {
  if (text.length > LONGEST) return nothing([], [`longer than ${LONGEST} characters`]);
  const cleaned = clean(text);
  const statements = statementsOf(phrasesOf(tokenise(cleaned.text)));
  const unused = [...statements.doubts, ...statements.asides, ...cleaned.removed];
  if (statements.refused.length > 0) {
    const why = statements.refused.map(
      (words) => `“${words}” is no time, or may mean two: nothing is made of the text`,
    );
    return nothing([...statements.refused, ...unused], why);
  }
  let composed: Composed;
  try {
    composed = compose(statements);
  } catch (failure) {
    if (failure instanceof Contradiction)
      return nothing(unused, [`${failure.message}: nothing is made of the text`]);
    throw failure;
  }
  const { rules, coverage, workdays, why } = composed;
  if (rules.length === 0)
    return nothing(unused.length > 0 ? unused : [cleaned.text], ['no times of day were found']);
  return {
    osm: rules.join(''),
    coverage,
    ...(workdays && { workdays: true }),
    unused: [...unused, ...composed.unused],
    why,
  };
}

function nothing(unused: readonly string[], why: readonly string[]): ChineseHours {
  return { coverage: 'none', unused, why };
}
