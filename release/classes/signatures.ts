/**
 * What browsers would take bytes for whose type nobody says (https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern
 * and its neighbours); `nosniff` forbids them to look.
 */
const signatures = [
  ["89504e470d0a1a0a", "image/png"],
  ["ffd8ff", "image/jpeg"],
  ["474946383[79]61", "image/gif"],
  ["52494646.{8}57454250", "image/webp"],
  // https://aomediacodec.github.io/av1-avif/#brands
  [".{8}66747970617669(66|73)", "image/avif"],
  ["00000100", "image/vnd.microsoft.icon"],
  ["255044462d", "application/pdf"],
  ["774f4646", "font/woff"],
  ["774f4632", "font/woff2"],
  ["0061736d", "application/wasm"],
  ["52494646.{8}57415645", "audio/wav"],
  ["494433", "audio/mpeg"],
  ["4f67675300", "audio/ogg"],
  [".{8}66747970(6d7034|69736f6d|4d3456)", "video/mp4"],
  ["1a45dfa3", "video/webm"],
  ["1f8b08", "application/gzip"],
  ["504b0304", "application/zip"],
].map(([hex, type]) => ({ start: new RegExp(`^${hex}`), type }));

/** The type of a picture, a font, a film or an archive by its first bytes. */
export function typeOfBytes(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, 16)).toString("hex");
  return signatures.find(({ start }) => start.test(head))?.type;
}

// Behind a byte order mark (of UTF-8, as bytes) and white space.
const html =
  /^(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p)[\s>]/i;
const commented = /^(?:\xef\xbb\xbf)?\s*(?:<!--(?:[^-]|-(?!->))*-->\s*)+/;
const xml = /^(?:\xef\xbb\xbf)?\s*<(?:\?xml\s|(?:rss|feed|urlset|sitemapindex)[\s>])/;
const svg = /^(?:\xef\xbb\xbf)?\s*<svg[\s>]/;

/**
 * The type of a page, an image of markup or XML by its beginning
 * (https://mimesniff.spec.whatwg.org/#identifying-a-resource-with-an-unknown-mime-type). Feeds and sitemaps need no declaration.
 */
export function typeOfMarkup(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 4096)).toString("latin1").replace(commented, "");
  if (html.test(start)) return "text/html";
  if (svg.test(start)) return "image/svg+xml";
  return xml.test(start) ? "application/xml" : undefined;
}
