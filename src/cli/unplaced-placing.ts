import type { Change } from '../core/change.js';
import { addressOf } from '../core/compose.js';
import type { Facility } from '../core/facility.js';
import { GeocoderFault } from '../core/geocoder.js';
import { isPlaced, type LeftUnplaced, type PlacedAt, type Placer, type Placing } from '../core/placing.js';
import type { FacilityStore } from '../core/store.js';
import type { Language, Words } from '../core/vocabulary.js';
import type { CommandIo, ExitCode } from './command.js';
import { printable } from './printable.js';
import { line, told } from './unplaced-places.js';

export interface PlaceAllDeps {
  readonly io: CommandIo;
  readonly store: FacilityStore;
  readonly placer: Placer;
  /** Of the run that takes what was found. */
  readonly label: string;
  readonly now: () => string;
  readonly lang: Language;
  readonly json: boolean;
  readonly take: boolean;
  readonly stopSignal: () => AbortSignal;
}

/** What came of all places. */
interface Outcome {
  readonly found: Change[];
  /** Rule → its words and how many places it left. */
  readonly left: Map<string, { readonly words: Words; count: number }>;
  /** Why the rest was not looked up. */
  stopped?: Words;
}

/** Looks each place up and says what was found, on what grounds; takes it all in one run where that is asked for. */
export async function placeAll(places: AsyncIterable<Facility>, deps: PlaceAllDeps): Promise<ExitCode> {
  const { io, placer, store, take, lang, label } = deps;
  const signal = deps.stopSignal();
  const outcome: Outcome = { found: [], left: new Map() };
  try {
    for await (const one of places) {
      signal.throwIfAborted();
      const placing = await placer.place(one, signal);
      io.stdout.write(
        `${deps.json ? JSON.stringify(asJson(one, placing, lang)) : asLine(one, placing, lang)}\n`,
      );
      if (isPlaced(placing)) outcome.found.push(derived(one, placing, placer));
      else count(outcome.left, placing.rule, placing.words);
    }
  } catch (error) {
    if (signal.aborted) {
      io.stderr.write(STOPPED[lang]);
      return 1;
    }
    if (!(error instanceof GeocoderFault)) throw error;
    outcome.stopped = error.words;
  }
  if (take && outcome.found.length > 0)
    await store.apply(outcome.found, { source: placer.source, label, at: deps.now() });
  io.stderr.write(summary(outcome, deps));
  return outcome.stopped && outcome.found.length === 0 ? 1 : 0;
}

const STOPPED = {
  zh: '已中断，什么也没有写入；已得到的答复留着，不会重复询问。\n',
  en: 'Stopped. Nothing was written; what was answered is kept and not asked again.\n',
} as const;

/** The record of a position that was worked out: it speaks of the position only, and only of this address. */
function derived(
  { id, body }: Facility,
  { position, precision, evidence }: PlacedAt,
  { source }: Placer,
): Change {
  const { name, category } = body;
  return {
    kind: 'put',
    source: source.id,
    externalId: id,
    facility: id,
    claim: {
      name,
      category,
      position: { lon: position.lon, lat: position.lat, precision, estimated: true },
      derivedFrom: { address: addressOf(body) },
    },
    raw: evidence,
  };
}

function count(left: Outcome['left'], rule: string, words: Words): void {
  const known = left.get(rule) ?? { words, count: 0 };
  known.count++;
  left.set(rule, known);
}

function asJson(one: Facility, placing: Placing, lang: Language): object {
  if (!isPlaced(placing)) return { ...told(one), rule: placing.rule, reason: reason(placing, lang) };
  const { position, precision, within, basis } = placing;
  return {
    ...told(one),
    position,
    precision,
    ...(within === undefined ? {} : { within }),
    basis: basis[lang],
  };
}

function asLine(one: Facility, placing: Placing, lang: Language): string {
  const cells = Object.values(told(one));
  if (!isPlaced(placing)) return line([...cells, '-', `${reason(placing, lang)} [${placing.rule}]`]);
  const { position, precision, basis } = placing;
  return line([...cells, `${position.lon},${position.lat}`, `${precision}: ${basis[lang]}`]);
}

function reason({ words, detail }: LeftUnplaced, lang: Language): string {
  return detail ? `${words[lang]} (${detail[lang]})` : words[lang];
}

function summary({ found, left, stopped }: Outcome, { placer, take, lang }: PlaceAllDeps): string {
  const rules = [...left].toSorted(([, a], [, b]) => b.count - a.count);
  const lines = rules.map(([rule, one]) => `  ${one.count} × ${rule}: ${one.words[lang]}`);
  const all = found.length + rules.reduce((sum, [, one]) => sum + one.count, 0);
  const undo = `yizhan import --undo --source ${placer.source.id}`;
  const head = {
    zh: take
      ? `${all} 处中已定位 ${found.length} 处；撤销：${undo}`
      : `${all} 处中可定位 ${found.length} 处。什么也没有写入；采用请加 --take`,
    en: take
      ? `${found.length} of ${all} places were placed; to take that back: ${undo}`
      : `${found.length} of ${all} places can be placed. Nothing was written; --take takes them`,
  };
  const end = stopped
    ? [`${{ zh: '其余没有查', en: 'The rest was not looked up' }[lang]}: ${stopped[lang]}`]
    : [];
  return [head[lang], ...lines, ...end, ''].map(printable).join('\n');
}
