/** English and Spanish both know one and many. */
export const plural = (n: number, one: string, many: string): string =>
  n === 1 ? one : many.replace('#', String(n));
