/** How deep an object may be nested in a patch. */
const DEEPEST = 20;

/**
 * JSON Merge Patch (RFC 7396 section 2): members of the patch replace those of the target, objects member by member; null
 * removes. Neither is changed.
 * @throws RangeError for a patch that is nested deeper than any of our documents
 */
export function mergePatch(target: unknown, patch: unknown, depth = 0): unknown {
  if (depth > DEEPEST) throw new RangeError('the patch is nested too deeply');
  if (!isMembers(patch)) return patch;
  const members = new Map(isMembers(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) members.delete(name);
    else members.set(name, mergePatch(members.get(name), value, depth + 1));
  }
  return Object.fromEntries(members);
}

function isMembers(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
