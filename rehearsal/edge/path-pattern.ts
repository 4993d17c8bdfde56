/**
 * A cache behaviour's path pattern as a predicate over the viewer's path (query excluded): `*` is any run of
 * characters, `/` included, `?` exactly one; case counts; the leading slash is optional on the pattern.
 * Leftmost matching between stars never backtracks over one, so the cost is at most pattern times path length.
 * CloudFront guide, "Cache behavior settings: Path pattern".
 */
export function compilePathPattern(pattern: string): (path: string) => boolean {
  const segments = withoutLeadingSlash(pattern).split("*");
  const first = segments[0] as string;
  if (segments.length === 1) return (path) => isExactly(first, withoutLeadingSlash(path));
  const last = segments[segments.length - 1] as string;
  const middle = segments.slice(1, -1).filter((segment) => segment !== "");
  return (path) => {
    const text = withoutLeadingSlash(path);
    const end = text.length - last.length;
    if (first.length > end || !matchesAt(first, text, 0) || !matchesAt(last, text, end)) return false;
    let position = first.length;
    for (const segment of middle) {
      const found = indexOfSegment(segment, text, position, end);
      if (found < 0) return false;
      position = found + segment.length;
    }
    return true;
  };
}

function withoutLeadingSlash(text: string): string {
  return text.startsWith("/") ? text.slice(1) : text;
}

function isExactly(segment: string, text: string): boolean {
  return segment.length === text.length && matchesAt(segment, text, 0);
}

function indexOfSegment(segment: string, text: string, from: number, end: number): number {
  for (let at = from; at + segment.length <= end; at++) if (matchesAt(segment, text, at)) return at;
  return -1;
}

function matchesAt(segment: string, text: string, at: number): boolean {
  for (let i = 0; i < segment.length; i++) {
    if (segment[i] !== "?" && segment[i] !== text[at + i]) return false;
  }
  return true;
}
