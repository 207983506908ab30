import { basename } from 'node:path';
import type { Change, Verdict } from '../core/change.js';
import type { CrsName } from '../core/crs.js';
import type { Hours } from '../core/facility.js';
import type { CrsOrigin, ImportProgress, ImportReport, ImportRequest } from '../core/import.js';
import type { Source } from '../core/source.js';
import type { ApplyResult, FacilityStore, Missing, Run } from '../core/store.js';
import type { Vocabulary, Words } from '../core/vocabulary.js';
import { decide, LINKS_SOURCE } from './belonging.js';
import { DatumCheck } from './datum-check.js';
import { Differences } from './differences.js';
import { Districts } from './districts.js';
import { hearKnown } from './known-districts.js';
import { newPublisherNotes } from './new-publisher.js';
import { areaOf, datumOf } from './plan.js';
import { proposals, type Newcomer } from './proposals.js';
import type { OsmTagTable } from './readers/standards/osm/tag-table.js';
import type { Reading, SourceRow } from './readers/reading.js';
import { Origins, type Origin } from './origins.js';
import { ReportBuilder } from './report.js';
import type { Returned } from './returned.js';
import { Spread } from './spread.js';
import { Findings } from './sources/findings.js';
import type { Columns } from './sources/columns.js';
import { draftRow, type DraftingParts } from './sources/draft.js';
import type { ServiceWords } from './sources/services.js';
import type { SourceFile } from './sources/source-file.js';

export interface ImporterParts {
  readonly store: FacilityStore;
  readonly vocabulary: Vocabulary;
  readonly serviceWords: ServiceWords;
  /** The content of `data/sources/<id>.json`; `undefined` where there is none. */
  readonly sourceFile: (id: string) => Promise<unknown>;
  /** What tags of OpenStreetMap mean (`data/sources/osm-tags.csv`); absent: its files are refused. */
  readonly osmTags?: OsmTagTable;
  /** Makes opening rules of the words of an hours column; absent: the words are kept, and nothing is claimed. */
  readonly readHours?: (text: string) => Hours;
  /** The clock: an instant, ISO 8601 in UTC. */
  readonly now: () => string;
}

/** Opening hours of which nothing is understood. */
export const wordsOnly = (text: string): Hours => ({ text, coverage: 'none' });

/** Thrown inside the stream of changes to make the store forget them. Never leaves this file. */
class Refusal extends Error {
  readonly words: Words;
  constructor(words: Words) {
    super(words.en);
    this.words = words;
  }
}

const RFC_7946: Words = {
  zh: '文件未声明坐标系，按 GeoJSON 标准（RFC 7946）视为 WGS-84；若取自高德或百度地图，请用 --crs 指明。',
  en: 'The file does not name its datum; as GeoJSON (RFC 7946) it was taken as WGS-84. If it comes from a map of Amap or Baidu, say so with --crs.',
};

export interface ImportRunParts {
  readonly request: ImportRequest;
  readonly parts: ImporterParts;
  readonly source: SourceFile;
  readonly reading: Reading;
  readonly columns: Columns;
  /** For a file that is an export of ours. */
  readonly returned: Returned | undefined;
  /** How far the reader is. */
  readonly bytes: () => Omit<ImportProgress, 'rows'>;
}

/** Places that are compared with those already known; beyond it a list is taken as the first of its kind. */
const MOST_COMPARED = 20_000;
/** The share of a publisher's places that a whole list may miss before somebody has to say yes. */
const MOST_MISSING = 0.2;
/** Rows between two calls of `onProgress`. */
const PROGRESS_EVERY = 500;

/** One file on its way into the store. */
export class ImportRun {
  readonly #request: ImportRequest;
  readonly #source: SourceFile;
  readonly #reading: Reading;
  readonly #columns: Columns;
  readonly #parts: ImportRunParts;
  readonly #report: ReportBuilder;
  readonly #differences: Differences;
  readonly #warnings: Words[] = [];
  readonly #spread = new Spread();
  readonly #datum = new DatumCheck();
  readonly #districts = new Districts();
  readonly #newcomers: Newcomer[] = [];
  #notCompared = 0;
  /** Corrections by hand that a row withdrew: the row changed its place, which is still there. */
  #takenBack = 0;
  /** Records of this source whose places an editor removed. */
  #held: ReadonlyMap<string, string> = new Map();
  /** Of changes whose verdict is still to come. */
  readonly #origins = new Origins();
  #crs: { readonly name: CrsName; readonly from: CrsOrigin } | undefined;

  constructor(parts: ImportRunParts) {
    this.#request = parts.request;
    this.#source = parts.source;
    this.#reading = parts.reading;
    this.#columns = parts.columns;
    this.#parts = parts;
    this.#report = new ReportBuilder(parts.request.detail);
    this.#differences = new Differences(parts.request.detail ?? 1000);
  }

  async finish(): Promise<ImportReport> {
    const { store, now } = this.#parts.parts;
    const at = now();
    const { dryRun = false } = this.#request;
    if (this.#request.source !== undefined)
      this.#warnings.push(...(await newPublisherNotes(store, this.#source.id)));
    let result: ApplyResult | undefined;
    let refused: Words | undefined;
    try {
      result = await store.apply(this.#changes(), this.#run(at));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused = error.words;
    }
    const found = refused ? [] : await this.#compare(at);
    const about = { ...this.#about(at, dryRun, refused), proposals: found };
    const report = this.#report.finish(about, (result?.verdicts.gone ?? 0) - this.#takenBack);
    return dryRun && !refused ? { ...report, diff: await this.#differences.finish(store) } : report;
  }

  #run(at: string): Run {
    const { dryRun = false, snapshot = false, signal, onWait, file } = this.#request;
    return {
      source: publisher(this.#source),
      label: basename(file),
      at,
      dryRun,
      snapshot,
      onMissing: (missing) => this.#missing(missing),
      onVerdict: (change, verdict) => this.#verdict(change, verdict),
      ...(onWait ? { onWait } : {}),
      ...(signal ? { signal } : {}),
    };
  }

  #verdict(change: Change, said: Verdict): void {
    const origin = this.#origins.take(change);
    const takenBack = origin !== undefined && said === 'gone';
    if (takenBack) this.#takenBack++;
    const verdict = takenBack ? 'changed' : said;
    this.#report.verdict(change, verdict, origin);
    if (change.kind === 'put' && this.#isCompared(verdict)) this.#comesNew(change, origin);
    if (this.#request.dryRun) this.#differences.add(change, verdict, origin?.row ?? 0);
  }

  /** Known places were compared when they were new; what shall be linked or merged now is looked for among all. */
  #isCompared(verdict: Verdict): boolean {
    const { link, mergeAbove } = this.#request;
    if (this.#parts.returned || verdict === 'repeated') return false;
    return verdict === 'new' || link === true || mergeAbove !== undefined;
  }

  #comesNew(change: Extract<Change, { kind: 'put' }>, origin: Origin | undefined): void {
    const { source, externalId, claim } = change;
    if (this.#newcomers.length === MOST_COMPARED) this.#notCompared++;
    else {
      const { name, category, position, address } = claim;
      const described = { name, category, ...(position && { position }), ...(address && { address }) };
      this.#newcomers.push({ source, externalId, claim: described, row: origin?.row ?? 0 });
    }
  }

  /** Looks for places that are known already; links them or makes them one where that is asked for. */
  async #compare(at: string): Promise<ImportReport['proposals']> {
    const { store } = this.#parts.parts;
    const { link, mergeAbove, file, detail = 1000 } = this.#request;
    const found = await proposals(this.#newcomers, store);
    const source = this.#source.id;
    const { changes, notes, ...decided } = await decide(found.proposals, { link, mergeAbove, source }, store);
    this.#warnings.push(...notComparedNotes(this.#newcomers.length, this.#notCompared, found.notCompared));
    this.#warnings.push(...notes);
    if (changes.length > 0)
      await store.apply(changes, { source: { id: LINKS_SOURCE }, label: basename(file), at });
    return decided.proposals.slice(0, detail);
  }

  /** A list that misses much is rather cut short than true. */
  #missing({ known, missing }: Missing): void {
    const { yes, dryRun } = this.#request;
    if (yes || missing <= known * MOST_MISSING) return;
    const share = Math.round((100 * missing) / known);
    const words = {
      zh: `名单缺少该来源已有 ${known} 处中的 ${missing} 处（${share} %）。若确应全部撤下，请加 --yes。`,
      en: `The list misses ${missing} of the ${known} places known of this source (${share} %). If they shall all be withdrawn, say --yes.`,
    };
    if (!dryRun) throw new Refusal(words);
    this.#warnings.push(words);
  }

  #about(at: string, dryRun: boolean, refused: Words | undefined) {
    const { format, encoding, compressed, delimiter, sheet, standard, notes } = this.#reading;
    return {
      file: basename(this.#request.file),
      source: this.#source.id,
      at,
      dryRun,
      written: !dryRun && refused === undefined,
      ...(refused ? { refused } : {}),
      format,
      ...(standard ? { standard: standard.name } : {}),
      ...(encoding ? { encoding } : {}),
      compressed,
      ...(delimiter ? { delimiter } : {}),
      ...(sheet ? { sheet } : {}),
      ...(this.#crs ? { crs: this.#crs.name } : {}),
      crsFrom: this.#crs?.from ?? 'none',
      headings: this.#columns.summary(),
      notes: [...notes, ...(this.#crs?.from === 'format' && !standard ? [RFC_7946] : []), ...this.#warnings],
    };
  }

  /** The rows as changes. It throws at the end of a file that was to be refused, and so nothing is written. */
  async *#changes(): AsyncIterable<Change> {
    this.#held = await this.#parts.parts.store.held(this.#source.id);
    const drafting = await this.#drafting();
    for await (const row of this.#reading.rows) {
      if (!this.#reading.headings) this.#columns.see(Object.keys(row.values));
      const { returned } = this.#parts;
      const change = returned ? await this.#comesBack(row, returned) : this.#record(row, drafting);
      this.#progress();
      if (change) yield change;
    }
    await this.#lookBack();
    const refusal = this.#refusal();
    if (refusal) throw new Refusal(refusal);
  }

  /** What shows only when all rows are read. */
  async #lookBack(): Promise<void> {
    for (const { row, value } of this.#spread.strays()) {
      const findings = new Findings(row);
      findings.note('position.far_from_rest', { value });
      this.#report.found(findings);
    }
    await this.#holdDistricts();
    const doubt = await this.#datum.doubt(this.#parts.parts.store, this.#source.id);
    if (!doubt) return;
    const findings = new Findings(doubt.row);
    findings.note('position.other_datum', doubt);
    this.#report.found(findings);
  }

  async #holdDistricts(): Promise<void> {
    await hearKnown(this.#districts, this.#parts.parts.store, this.#source.id);
    for (const { row, value, detail } of this.#districts.misplaced()) {
      const findings = new Findings(row);
      findings.note('position.other_district', { value, detail });
      this.#report.found(findings);
    }
  }

  #progress(): void {
    const { rows } = this.#report;
    if (rows % PROGRESS_EVERY === 0) this.#request.onProgress?.({ rows, ...this.#parts.bytes() });
  }

  #record(row: SourceRow, drafting: DraftingParts): Change | undefined {
    const draft = draftRow(row, drafting);
    const held = draft.kind === 'record' ? this.#held.get(draft.externalId) : undefined;
    if (held !== undefined) draft.findings.note('place.removed_by_hand', { value: held });
    this.#report.add(draft);
    if (draft.kind !== 'record') return undefined;
    const { externalId, claim } = draft;
    if (claim.position) {
      this.#spread.add(row.row, claim.position, claim.name.zh ?? claim.name.en ?? '');
      this.#datum.add(row.row, claim);
      this.#districts.add(row.row, claim);
    }
    const change: Change = { kind: 'put', source: this.#source.id, externalId, claim, raw: rawOf(row) };
    this.#origins.add(change, { row: row.row, unplaced: !claim.position });
    return change;
  }

  async #comesBack(row: SourceRow, returned: Returned): Promise<Change | undefined> {
    const { change, untouched, unplaced, findings } = await returned.read(row);
    this.#report.add({ kind: findings.rejected ? 'rejected' : 'returned', findings });
    if (findings.rejected) return undefined;
    const origin = { row: row.row, unplaced };
    if (untouched) this.#report.verdict(change, 'same', origin);
    if (untouched) return undefined;
    this.#origins.add(change, origin);
    return change;
  }

  async #drafting(): Promise<DraftingParts> {
    const { vocabulary, serviceWords, readHours } = this.#parts.parts;
    const inArea = await areaOf(this.#source);
    return {
      ...(inArea ? { inArea } : {}),
      source: this.#source,
      columns: this.#columns,
      vocabulary,
      serviceWords,
      readHours: readHours ?? wordsOnly,
      datum: () => (this.#crs ??= datumOf(this.#request, this.#source, this.#columns, this.#reading)).name,
    };
  }

  #refusal(): Words | undefined {
    const { rows, rejected, skipped } = this.#report;
    const { strict, snapshot } = this.#request;
    if (rows === 0) return { zh: '文件中没有数据行。', en: 'The file has no rows of data.' };
    if (rejected > 0 && strict)
      return {
        zh: `有 ${rejected} 行不合格，按 --strict 全部不导入。`,
        en: `${rejected} rows were rejected, and --strict lets nothing in then.`,
      };
    if (rejected > 0 && snapshot) {
      return {
        zh: `有 ${rejected} 行不合格：完整名单（--snapshot）缺行会误删地点，故全部不导入。`,
        en: `${rejected} rows were rejected: a whole list (--snapshot) with rows missing would withdraw their places, so nothing was let in.`,
      };
    }
    if (rejected > 0 && rejected + skipped === rows)
      return { zh: '没有一行可以导入。', en: 'Not one row could be imported.' };
    return undefined;
  }
}

function publisher({ id, name, licence, attribution, url }: SourceFile): Source {
  return {
    id,
    ...(name && { name }),
    ...(licence && { licence }),
    ...(attribution && { attribution }),
    ...(url && { url }),
  };
}

function rawOf({
  values,
  geometry,
}: {
  readonly values: Readonly<Record<string, unknown>>;
  readonly geometry?: unknown;
}): unknown {
  return geometry === undefined ? values : { ...values, geometry };
}

/** What was not compared is said: its neighbours may be known. */
function notComparedNotes(compared: number, left: number, unplaced: number): Words[] {
  const many: Words = {
    zh: `地点很多：前 ${compared} 处已与已知地点比对，其余 ${left} 处没有。`,
    en: `Many places: the first ${compared} were compared with those already known, the other ${left} were not.`,
  };
  const nameless: Words = {
    zh: `没有坐标的地点很多：其中 ${unplaced} 处没有按名称与已知地点比对。`,
    en: `Many places without a position: ${unplaced} of them were not compared by name with those already known.`,
  };
  return [...(left > 0 ? [many] : []), ...(unplaced > 0 ? [nameless] : [])];
}
