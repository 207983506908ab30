import type { Geocoder } from '../core/geocoder.js';
import type { AnswerFile } from './answer-file.js';

/**
 * A geocoder that asks nothing twice while an answer is fresh, "nothing there" included. Faults are not remembered.
 *
 * @param service what tells its answers from those of another service of the kind: its address
 * @param now milliseconds
 */
export function remembering(
  geocoder: Geocoder,
  { file, service, now }: { readonly file: AnswerFile; readonly service: string; readonly now: () => number },
): Geocoder {
  return {
    source: geocoder.source,
    async locate(question, signal) {
      const { province, city, district, text } = question;
      const key = JSON.stringify([geocoder.source.id, service, province, city, district, text]);
      const known = file.get(key, now());
      if (known) return known;
      const answers = await geocoder.locate(question, signal);
      await file.put(key, answers, now());
      return answers;
    },
  };
}
