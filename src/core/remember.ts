/**
 * The function, with its answers remembered: lists say the same words thousands of times. With more than `most`
 * different questions it forgets all and begins anew. The answers are shared, so they must not be changed.
 *
 * @param answer must depend on nothing but the text
 */
export function remembered<T>(answer: (text: string) => T, most = 10_000): (text: string) => T {
  const answers = new Map<string, T>();
  return (text) => {
    const before = answers.get(text);
    if (before !== undefined) return before;
    const found = answer(text);
    if (answers.size >= most) answers.clear();
    answers.set(text, found);
    return found;
  };
}

/** The same for what is made of an object: remembered for as long as the object is there. It must not be changed. */
export function rememberedBy<T>(answer: (object: object) => T): (object: object) => T {
  const answers = new WeakMap<object, T>();
  return (object) => {
    const before = answers.get(object);
    if (before !== undefined) return before;
    const found = answer(object);
    answers.set(object, found);
    return found;
  };
}
