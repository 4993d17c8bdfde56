/** A path that a behaviour's pattern matches, with an extension, so that functions for folders leave it alone. */
export function sampleOf(pattern: string): string {
  const path = pattern.replace(/\*$/, "outlast.html").replaceAll("*", "outlast").replaceAll("?", "a");
  return path.startsWith("/") ? path : `/${path}`;
}
