/**
 * The same function, which remembers what came of the first texts that it was given: those of every day come soon, and what
 * visitors choose may be as many as they like.
 */
export function remembered<T>(of: (text: string) => T, most = 256): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined || known.has(text)) return before as T;
    const came = of(text);
    if (known.size < most) known.set(text, came);
    return came;
  };
}
