declare module 'rbush-knn' {
  import type RBush from 'rbush';
  function knn<T>(
    tree: RBush<T>,
    x: number,
    y: number,
    k?: number,
    predicate?: (item: T) => boolean,
    maxDistance?: number,
  ): T[];
  export default knn;
}

declare module 'pg' {
  interface Query {
    readonly name: string;
    readonly text: string;
    readonly values: readonly unknown[];
  }
  class Pool {
    constructor(options: { host: string; user: string; database: string; max: number });
    query<Row>(query: string | Query): Promise<{ rows: Row[] }>;
  }
  const pg: { readonly Pool: typeof Pool };
  export default pg;
}
