/** What has a meaning to HTTP, to markup, to scripts or to a limit. */
const odd: readonly string[] = [
  ...["\0", "\r", "\n", "\r\n", "\r\n\r\n", "\t", " ", "\ufeff", "\ud800", "é", "😀", "\x7f", "\xff"],
  ...[
    "%",
    "%00",
    "%2e%2e%2f",
    "%ff",
    "%u0041",
    "..",
    "//",
    "\\",
    "?",
    "#",
    ";",
    ",",
    "=",
    "&",
    '"',
    "'",
    "`",
  ],
  ...[
    "<",
    ">",
    "</",
    "/>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?",
    "<!DOCTYPE a [",
    "&amp;",
    "&#0;",
    "&#x110000;",
  ],
  ...[
    "0",
    "-1",
    "1e999",
    "NaN",
    "99999999999999999999",
    "null",
    "true",
    "{}",
    "[]",
    '{"a":1}',
    "__proto__",
    "constructor",
  ],
  ...[
    "/*",
    "*/",
    "//",
    "url(",
    "@import ",
    "@font-face{",
    "import(",
    "import.meta",
    "new URL(",
    "${",
    "=>",
    "(",
    ")",
    "{",
    "}",
  ],
  ...[
    "HTTP/1.1",
    "Host: a",
    "Transfer-Encoding: chunked",
    "Content-Length: 5",
    "Expect: 100-continue",
    "Trailer: x",
  ],
  ...[
    "Connection: upgrade",
    "Upgrade: h2c",
    "Range: bytes=0-",
    "If-None-Match: *",
    "Cookie: a=b",
    "Accept-Encoding: br",
  ],
  ...["a".repeat(9_000), ",".repeat(3_000), "<a/>".repeat(2_000), "/".repeat(3_000), "(".repeat(2_000)],
];

/** A text with some of its parts deleted, doubled, exchanged or replaced. */
export function mutateText(seed: string, random: () => number): string {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  let text = seed;
  for (let left = 1 + Math.floor(random() * 4); left > 0; left--) {
    const place = () => Math.floor(random() * (text.length + 1));
    const from = place();
    const to = Math.min(text.length, from + Math.floor(random() ** 3 * 200));
    const part = text.slice(from, to);
    const other = place();
    const changes: readonly (() => string)[] = [
      () => text.slice(0, from) + text.slice(to),
      () => text.slice(0, from) + pick(odd) + text.slice(from),
      () => text.slice(0, from) + pick(odd) + text.slice(to),
      () => text.slice(0, from) + part + text.slice(from),
      () => text.slice(0, other) + part + text.slice(other),
      () => text.slice(0, from),
      () => text.slice(0, from) + String.fromCharCode(Math.floor(random() * 256)) + text.slice(from + 1),
    ];
    text = pick(changes)();
  }
  return text;
}
