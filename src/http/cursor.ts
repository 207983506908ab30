import { createHash } from 'node:crypto';
import { invalidParameter } from '../core/errors.js';

/**
 * Where a list goes on, as an opaque text. It holds the position and a check over position and question, so that
 * a cursor of another question, or one that was changed on the way, is refused rather than followed somewhere.
 */
const VERSION = 1;

/** @param question what the list was asked, without what only shapes the answer */
export function writeCursor(question: unknown, position: number): string {
  return Buffer.from(`${VERSION}.${position}.${check(question, position)}`).toString('base64url');
}

/** @throws UserError for a cursor that does not belong to this question */
export function readCursor(question: unknown, cursor: string): number {
  const plain = Buffer.from(cursor, 'base64url').toString('latin1');
  const position = Number(/^\d+\.(\d{1,16})\./.exec(plain)?.[1]);
  if (!Number.isNaN(position) && writeCursor(question, position) === cursor) return position;
  throw invalidParameter({
    parameter: 'cursor',
    value: cursor.slice(0, 80),
    detail:
      'does not belong to this question, or is not whole; a cursor goes with the parameters it was given for',
    allowed: 'the cursor of the page before, sent with the same parameters',
  });
}

function check(question: unknown, position: number): string {
  const text = `${VERSION} ${position} ${JSON.stringify(question)}`;
  return createHash('sha256').update(text).digest('base64url').slice(0, 11);
}
