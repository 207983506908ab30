import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { UserError } from '../../../../core/errors.js';
import { reasonOf } from '../../reason.js';
import type { OsmElement, OsmMember } from './element.js';

/** Whether a text begins like OSM XML. */
export function isOsmXml(head: string): boolean {
  return /<osm[\s>]/.test(head);
}

/**
 * The elements of OSM XML (as of the API, of Overpass or of JOSM). Those that were deleted are left out.
 * https://wiki.openstreetmap.org/wiki/OSM_XML
 * @throws UserError `invalid-file` where it stops being XML
 */
export async function* xmlElements(text: AsyncIterable<string>): AsyncIterable<readonly OsmElement[]> {
  const parser = new SaxesParser();
  const builder = new Builder();
  parser.on('opentag', (tag) => builder.open(tag));
  parser.on('closetag', ({ name }) => builder.close(name));
  try {
    for await (const piece of text) {
      parser.write(piece);
      yield builder.take();
    }
    parser.close();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError('invalid-file', `The file is not XML to its end: ${reasonOf(error)}`);
  }
}

interface Draft {
  readonly type: OsmElement['type'];
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Record<string, string>;
  readonly refs: number[];
  readonly members: OsmMember[];
}

/** Puts elements together from the tags of the document. */
class Builder {
  #ready: OsmElement[] = [];
  #draft: Draft | undefined;

  open({ name, attributes }: SaxesTagPlain): void {
    if (isElement(name)) {
      this.#draft = { type: name, attributes, tags: {}, refs: [], members: [] };
    } else if (!this.#draft) return;
    else if (name === 'tag') this.#draft.tags[attributes['k'] ?? ''] = attributes['v'] ?? '';
    else if (name === 'nd') this.#draft.refs.push(Number(attributes['ref']));
    else if (name === 'member') {
      const { type = '', ref, role = '' } = attributes;
      if (isElement(type)) this.#draft.members.push({ type, ref: Number(ref), role });
    }
  }

  close(name: string): void {
    if (!isElement(name) || !this.#draft) return;
    const element = elementOf(this.#draft);
    if (element) this.#ready.push(element);
    this.#draft = undefined;
  }

  take(): readonly OsmElement[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }
}

function isElement(name: string): name is OsmElement['type'] {
  return name === 'node' || name === 'way' || name === 'relation';
}

function elementOf({ type, attributes, tags, refs, members }: Draft): OsmElement | undefined {
  const { id, lon = '', lat = '', visible, action } = attributes;
  if (visible === 'false' || action === 'delete') return undefined;
  const common = { id: Number(id), tags };
  if (type === 'way') return { ...common, type, refs };
  if (type === 'relation') return { ...common, type, members };
  return lon === '' || lat === '' ? undefined : { ...common, type, lon: Number(lon), lat: Number(lat) };
}
