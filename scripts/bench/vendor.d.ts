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
