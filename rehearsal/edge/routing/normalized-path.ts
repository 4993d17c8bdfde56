/**
 * The path in the form in which behaviours are matched: runs of slashes become one and dot segments are
 * resolved. The origin still gets the raw path. CloudFront guide, "Cache behavior settings: Path normalization".
 */
export function normalizedPath(path: string): string {
  if (!path.includes("//") && !path.includes("/.")) return path;
  const kept: string[] = [];
  const segments = path
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
