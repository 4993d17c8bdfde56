// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are Terraform's

/** Numbers in [0, 1) that follow from a seed alone (xorshift, 32 bits). */
export function randomOf(seed: number): () => number {
  let state = (seed * 2_654_435_769) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** What has a meaning to JavaScript, to Terraform or to a limit. */
const odd: readonly unknown[] = [
  ...[null, true, false, 0, -1, 0.5, 1e308, 2 ** 53, "", " ", "0", "*", ".", "..", "/", "\0", "\ud800", "😀"],
  ...["constructor", "__proto__", "toString", "hasOwnProperty", "length", "valueOf"],
  ...[[], {}, [null], [[]], [{}], { toString: "x" }, { constructor: null }, { "": "" }],
  ...[
    "${local.a}",
    "${each.value}",
    "${count.index}",
    "${self.id}",
    "${var.a}",
    "${path.module}",
    "${",
    "%{",
    "$${",
  ],
  ...[
    '${file("main.tf")}',
    '${join(",", [1, null])}',
    "${[for a in [1] : a]}",
    "${aws_s3_bucket.a[0].id}",
    "${1/0}",
  ],
  ...[
    "arn:aws:s3:::b/*",
    "arn:aws:iam::1:role/r",
    "a.s3.amazonaws.com",
    "a.s3-website-eu-west-1.amazonaws.com",
  ],
  ...["x".repeat(5_000), Array(300).fill("x"), "9".repeat(400), "(a+)+$", "a*".repeat(40)],
];

type Box = { [key: string]: unknown };

/** A document with some of its parts deleted, replaced, exchanged, doubled or wrapped: JSON all the same. */
export function mutate(seed: string, random: () => number): string {
  const document: unknown = JSON.parse(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const places: (readonly [Box, string])[] = [];
  const visit = (value: unknown) => {
    if (typeof value !== "object" || value === null) return;
    const box = value as Box;
    for (const key of Object.keys(box)) {
      places.push([box, key]);
      visit(box[key]);
    }
  };
  visit(document);
  if (places.length === 0) return JSON.stringify(pick(odd));
  for (let left = 1 + Math.floor(random() * 4); left > 0; left--) {
    const [box, key] = pick(places);
    const [other, otherKey] = pick(places);
    const changes: readonly (() => unknown)[] = [
      () => Reflect.deleteProperty(box, key),
      () => put(box, key, copyOf(pick(odd))),
      () => put(box, key, copyOf(pick(odd))),
      () => put(box, key, copyOf(other[otherKey])),
      () => put(box, pick(odd.filter((one) => typeof one === "string")), box[key]),
      () => put(box, key, [box[key], copyOf(box[key])]),
      () => put(box, key, { [otherKey]: box[key] }),
    ];
    pick(changes)();
  }
  return JSON.stringify(document);
}

/**
 * Defines rather than sets: `__proto__` is a key in JSON. In a list JSON has nothing but elements, and one with a `constructor`
 * has V8 ask all lists of the process for theirs from then on.
 */
function put(box: Box, key: string, value: unknown): void {
  if (Array.isArray(box) && !/^(0|[1-9]\d{0,8})$/.test(key)) return;
  Object.defineProperty(box, key, { value, enumerable: true, configurable: true, writable: true });
}

function copyOf(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}
