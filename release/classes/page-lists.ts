/** Feeds by their type: RSS, Atom (RFC 4287) and JSON Feed. */
const feedType = /^application\/(rss\+xml|atom\+xml|feed\+json)/;

/**
 * Names by which generators call feeds and sitemaps whose extension says only XML, JSON or text: `sitemap-0.xml`,
 * `post-sitemap.xml`, `sitemap.xml.gz`, and Hugo's `index.xml`.
 */
const listName = /^((feed|atom|rss|index)\.xml|feed\.json|([\w-]+[-_])?sitemap[\w.-]*\.(xml|txt)(\.gz)?)$/i;

/** True for what names pages without showing them: feeds, sitemaps, and robots.txt, which crawlers read at the root alone. */
export function listsPages(key: string, contentType: string): boolean {
  return feedType.test(contentType) || key === "robots.txt" || listName.test(nameOf(key));
}

/**
 * True for feeds and sitemaps by their root element, whatever a generator calls them: Pelican's `feeds/all.atom.xml`. RSS 2
 * and 1, Atom, and sitemaps.org's protocol.
 */
export function isPageList(contentType: string, bytes: Uint8Array): boolean {
  return (
    /^(application|text)\/xml/.test(contentType) &&
    listRoot.test(Buffer.from(bytes.subarray(0, 4096)).toString("latin1"))
  );
}

/** Behind a byte order mark, declaration, instructions and comments, and with a prefix or without. */
const listRoot =
  /^(?:\xef\xbb\xbf)?\s*(?:<\?[^>]*>\s*|<!--(?:[^-]|-(?!->))*-->\s*)*<(?:\w+:)?(?:rss|RDF|feed|urlset|sitemapindex)[\s>]/;

function nameOf(key: string): string {
  return key.slice(key.lastIndexOf("/") + 1);
}
