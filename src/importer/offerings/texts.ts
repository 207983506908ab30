import { maskPersonal } from '../../core/personal-number.js';
import { localText } from '../sources/text.js';
import { listOf } from './words.js';

/** Texts of a list, each in the language it is in; those of a document as they stand there. */
export function textsOf(
  { value, text }: { readonly value: unknown; readonly text: string },
  parts = listOf,
): unknown[] {
  if (Array.isArray(value))
    return value.map((one: unknown) => (typeof one === 'string' ? localText(maskPersonal(one)) : one));
  return parts(value, maskPersonal(text)).map((one) => localText(one.slice(0, 1000)));
}
