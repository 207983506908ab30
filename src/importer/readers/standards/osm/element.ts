export type OsmTags = Readonly<Record<string, string>>;

interface Common {
  readonly id: number;
  readonly tags?: OsmTags;
}
export interface OsmNode extends Common {
  readonly type: 'node';
  readonly lon: number;
  readonly lat: number;
}
export interface OsmWay extends Common {
  readonly type: 'way';
  /** Ids of its nodes, in order; the first is the last again where it is closed. */
  readonly refs: readonly number[];
}
export interface OsmMember {
  readonly type: 'node' | 'way' | 'relation';
  readonly ref: number;
  readonly role: string;
}
export interface OsmRelation extends Common {
  readonly type: 'relation';
  readonly members: readonly OsmMember[];
}
/** An element of OpenStreetMap's data model. https://wiki.openstreetmap.org/wiki/Elements */
export type OsmElement = OsmNode | OsmWay | OsmRelation;

/** The elements of a file from its start, in batches. `onRead` hears of each bite of the file. */
export type OsmPass = (onRead?: (bytes: number) => void) => AsyncIterable<readonly OsmElement[]>;
