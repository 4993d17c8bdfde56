/** What a table has itself of a name that somebody else wrote: `constructor` and the like, which every object has, are nothing. */
export function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
