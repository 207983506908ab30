/** A stylesheet as text: the bundle takes it in. */
declare module '*.css' {
  const text: string;
  export = text;
}
