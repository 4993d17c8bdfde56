/** Every text of a JSON document, names of members among them. */
export function textsOfJson(text: string): string[] {
  const texts: string[] = [];
  parsed(text, (name, value) => {
    texts.push(name);
    if (typeof value === "string") texts.push(value);
  });
  return texts;
}

/** What is kept by Angular's `hashTable`, which is by URL, and by Workbox's entries. */
export function precachedByJson(text: string): string[] {
  const document = parsed(text);
  if (Array.isArray(document))
    return document.flatMap((entry) => (isRecord(entry) && "revision" in entry ? textOf(entry.url) : []));
  return isRecord(document) && isRecord(document.hashTable) ? Object.keys(document.hashTable) : [];
}

/**
 * What an application cache's manifest keeps (HTML 5, section 7.9.3, Offline Web applications; no browser of today reads
 * it): what is listed at the beginning and below `CACHE:`, and the second half of the lines below `FALLBACK:`.
 */
export function cachedByManifest(text: string): string[] {
  const urls: string[] = [];
  let section = "CACHE";
  for (const line of text.split(/\r?\n/).slice(1)) {
    const [first = "", second] = line.trim().split(/\s+/);
    const heading = /^([A-Z]+):$/.exec(first)?.[1];
    if (heading !== undefined) section = heading;
    else if (first === "" || first.startsWith("#")) continue;
    else if (section === "CACHE") urls.push(first);
    else if (section === "FALLBACK" && second !== undefined) urls.push(second);
  }
  return urls;
}

function parsed(text: string, see?: (name: string, value: unknown) => void): unknown {
  try {
    return JSON.parse(text, (name, value) => {
      see?.(name, value);
      return value;
    });
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function textOf(value: unknown): string[] {
  return typeof value === "string" ? [value] : [];
}
