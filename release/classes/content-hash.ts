/**
 * Whether a name has the look of one with a hash of its content. A look is no proof, since `Object3D` and `14feb2024`
 * have it nearly: what a file is cached for by name alone takes evidence besides (release/evidence). Known are lower-case
 * hexadecimal (webpack, Parcel, Hugo and most others), eight of base32 (esbuild, Angular), eight of base64url (Rollup,
 * Vite, Astro, VitePress), and longer runs of letters and digits.
 */
export function carriesHash(key: string): boolean {
  const [stem = "", ...further] = key
    .slice(key.lastIndexOf("/") + 1)
    .replace(uuid, "")
    .split(".");
  // The last one is the extension; hidden names have no stem.
  return [stem, ...further.slice(0, -1)].some((part, place) => {
    const alone = place > 0;
    return (
      !marks.has(part.toLowerCase()) &&
      (isHash(part, alone) || (alone && startsWithHash(part)) || endsWithHash(part))
    );
  });
}

/** Names by chance, as Nuxt gives builds, say nothing of the bytes. */
const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/** Parts of names that say what a file is, after its hash or before. */
const marks = new Set(["min", "lean", "chunk", "bundle", "module", "prod", "esm", "license"]);

/** `name.<hash>`, and `name.<hash>_<variant>` as Astro calls pictures. */
function startsWithHash(part: string): boolean {
  return isShort(part) || isShort(/^([\w-]{8})_[A-Za-z0-9]{4,8}$/.exec(part)?.[1] ?? "");
}

/** `name-<hash>`, where base64url may have hyphens and underscores of its own, and `name_<hash>`. */
function endsWithHash(part: string): boolean {
  const tail = /[-~]([\w-]{8})$/.exec(part)?.[1];
  if (tail !== undefined && isShort(tail)) return true;
  return part
    .split(/[-~_]/)
    .slice(1)
    .some((word) => isHash(word, true));
}

/** A run that stands for itself; one that is the whole name has to look more like chance than one behind a separator. */
function isHash(token: string, separated: boolean): boolean {
  if (isDate(token) || !/\d/.test(token)) return false;
  if (/^[0-9a-f]{8,128}$/.test(token))
    return /[a-f]/.test(token) && (token.length >= 12 || changes(token) >= (separated ? 1 : 3));
  if (!/^([0-9a-z]+|[0-9A-Za-z]+)$/.test(token) || token.length < 10) return false;
  return changes(token) >= Math.max(3, separated ? 3 : token.length / 4);
}

/** Eight characters behind a separator. Words, dates, sizes and `chapter1` are none. */
function isShort(token: string): boolean {
  if (token.length !== 8 || isDate(token) || /^\d+x\d+$/i.test(token)) return false;
  if (/^[A-Z2-7]{8}$/.test(token) || /^\d{8}$/.test(token)) return true;
  if (!/^[\w-]+$/.test(token) || /^[A-Za-z]?[a-z-]+$/.test(token)) return false;
  // `Japan1-0`, and numbers behind a word.
  if (/^[A-Z]?[a-z]+\d+(-\d+)?$/.test(token)) return false;
  const capital = /[A-Z]/.test(token);
  return /[a-z]/.test(token) ? capital || changes(token) >= 2 : capital && changes(token) >= 1;
}

/** `20240514`, `14052024`, `14feb2024`: all of the latter that hexadecimal digits can write. */
function isDate(token: string): boolean {
  return /^((19|20)\d\d[01]\d[0-3]\d|[0-3]\d[01]\d(19|20)\d\d|[0-3]?\d(feb|dec)(\d\d)?\d\d)$/i.test(token);
}

/** How often a token passes from letters to digits or back: words and dates do it once. */
function changes(token: string): number {
  return token.replace(/[-_]/g, "").match(/(?<=\d)(?=\D)|(?<=\D)(?=\d)/g)?.length ?? 0;
}
