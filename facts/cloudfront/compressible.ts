/** CloudFront guide, "Serve compressed files": answers outside these bounds go out as they are. Bytes. */
const smallest = 1_000;
const largest = 10_000_000;

/** The types that CloudFront compresses. Same page. */
const types = new Set(
  [
    ...["dash+xml", "eot", "font", "font-sfnt", "javascript", "json", "opentype", "otf", "pdf", "pkcs7-mime"],
    ...["protobuf", "rss+xml", "truetype", "ttf", "vnd.apple.mpegurl", "vnd.mapbox-vector-tile"],
    ...["vnd.ms-fontobject", "wasm", "xhtml+xml", "xml", "x-font-opentype", "x-font-truetype", "x-font-ttf"],
    ...["x-httpd-cgi", "x-javascript", "x-mpegurl", "x-opentype", "x-otf", "x-perl", "x-ttf"],
  ].map((type) => `application/${type}`),
);
for (const type of ["eot", "opentype", "otf", "ttf"]) types.add(`font/${type}`);
for (const type of ["css", "csv", "html", "javascript", "js", "plain", "richtext", "tab-separated-values"]) {
  types.add(`text/${type}`);
}
for (const type of ["xml", "x-component", "x-java-source", "x-script"]) types.add(`text/${type}`);
types.add("image/svg+xml");

/** Whether CloudFront compresses a media type at this size. `type` has no parameters, and any case. */
export function isCompressible(type: string, size: number): boolean {
  return size >= smallest && size <= largest && types.has(type.trim().toLowerCase());
}
