import type { Item } from './phrases.js';

/** Times that are said for somebody, or for nobody in particular. */
interface Group {
  readonly who: string | undefined;
  /** Days and times as written. */
  readonly times: string[];
}

const TIMES = new Set<Item['kind']>(['span', 'all-day', 'onwards']);
/** What may stand between somebody and their times. */
const BETWEEN = new Set<Item['kind']>(['label', 'separator', 'open', 'close', 'aside']);

/**
 * Who is named where different people come at different hours, such as 骑手24小时，居民9:00-17:00; none where the hours are
 * the same for all. One set of hours cannot tell that.
 */
export function audiencesApart(items: readonly Item[]): readonly string[] {
  const groups = groupsOf(items).filter(({ times }) => times.length > 0);
  const [first] = groups;
  const differ = groups.some(({ who, times }) => who !== first!.who && times.join() !== first!.times.join());
  return differ ? groups.flatMap(({ who }) => who ?? []) : [];
}

/** Whoever is named before times has them, and those that follow, up to the next who is named. */
function groupsOf(items: readonly Item[]): Group[] {
  let group: Group = { who: undefined, times: [] };
  const groups = [group];
  items.forEach((item, i) => {
    if (item.kind === 'audience') {
      if (isBefore(items, i)) group = { who: nameOf(item), times: [] };
      else {
        // 6:00-9:00（骑手）: named after the times
        groups.pop();
        groups.push({ who: group.who ?? nameOf(item), times: group.times });
        group = { who: undefined, times: [] };
      }
      groups.push(group);
    } else if (TIMES.has(item.kind) || item.kind === 'days') group.times.push(item.text);
  });
  return groups.map((one) =>
    one.times.some((text) => /\d|全|昼夜/.test(text)) ? one : { ...one, times: [] },
  );
}

function nameOf({ text }: Item): string {
  return text.replace(/[:\s]+$/, '');
}

/** Whether times follow before a sentence ends. */
function isBefore(items: readonly Item[], i: number): boolean {
  for (const { kind, text } of items.slice(i + 1)) {
    if (TIMES.has(kind) || kind === 'days') return true;
    if (!BETWEEN.has(kind) || kind === 'close' || /[,;。|\n]/.test(text)) return false;
  }
  return false;
}
