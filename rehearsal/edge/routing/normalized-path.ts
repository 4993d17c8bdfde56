const ENCODED = /%([0-9a-f]{2})/gi;
const UNRESERVED = /[\w.~-]/;

/**
 * The path in the form in which behaviours are matched: unreserved characters stand for themselves, other escapes are in
 * upper case, dot segments are resolved (RFC 3986, 6.2.2) and runs of slashes are one. The origin still gets the raw
 * path. CloudFront guide, "Cache behavior settings: Path normalization".
 */
export function normalizedPath(path: string): string {
  const decoded = path.includes("%") ? path.replace(ENCODED, decodedEscape) : path;
  if (!decoded.includes("//") && !decoded.includes("/.")) return decoded;
  const kept: string[] = [];
  const segments = decoded
    .split("/")
    .filter((segment, index, all) => segment !== "" || index === all.length - 1);
  segments.forEach((segment, index) => {
    const isDots = segment === "." || segment === "..";
    if (segment === "..") kept.pop();
    if (!isDots) kept.push(segment);
    else if (index === segments.length - 1) kept.push("");
  });
  return `/${kept.join("/")}`;
}

function decodedEscape(escaped: string, hex: string): string {
  const character = String.fromCharCode(Number.parseInt(hex, 16));
  return UNRESERVED.test(character) ? character : escaped.toUpperCase();
}
