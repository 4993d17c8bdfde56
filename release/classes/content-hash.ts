/**
 * Whether a name looks as if it carried a hash of its content. Build tools write hexadecimal digits (`app.3f2a9c1b.js`),
 * eight capitals and digits (`chunk-5QKJ2VWX.js`), or letters of both cases with digits (`index-DiwrgT1a.js`), at the
 * end of the name or before further extensions. Words, dates and version numbers must not pass: a file that is cached
 * for a year by mistake cannot be called back, one that is cached briefly costs a request.
 */
export function looksHashed(key: string): boolean {
  return tokensOf(key).some((token) => isHexadecimal(token) || isCapitals(token) || isMixed(token));
}

/** For paths that the config calls immutable: eight characters with a digit or with both cases are enough there. */
export function couldBeHashed(key: string): boolean {
  return tokensOf(key).some(
    (token) => token.length >= 8 && (/\d/.test(token) || (/[a-z]/.test(token) && /[A-Z]/.test(token))),
  );
}

/** Parts of the file name between dots and hyphens; the last extension is none of them. */
function tokensOf(key: string): string[] {
  const name = key.slice(key.lastIndexOf("/") + 1);
  const stem = name.slice(0, Math.max(0, name.lastIndexOf(".")));
  const tokens = stem.split(/[.-]/);
  // Base64url has hyphens and underscores of its own: the last eight characters count as they are.
  const tail = /[.-]([A-Za-z0-9_-]{8})$/.exec(stem)?.[1];
  return tail === undefined ? tokens : [...tokens, tail.replace(/[-_]/g, "")];
}

function isHexadecimal(token: string): boolean {
  return /^[0-9a-f]{8,128}$/.test(token) && /\d/.test(token) && /[a-f]/.test(token);
}

function isCapitals(token: string): boolean {
  return /^[A-Z0-9]{8}$/.test(token) && changes(token) >= 2;
}

/** Short ones need both cases as well; long ones of chance have digits all over. */
function isMixed(token: string): boolean {
  if (!/^[A-Za-z0-9_]{6,32}$/.test(token)) return false;
  const bothCases = /[a-z]/.test(token) && /[A-Z]/.test(token);
  return changes(token) >= (bothCases && token.length <= 10 ? 2 : 4);
}

/** How often a token passes from letters to digits or back: words and dates do it once. */
function changes(token: string): number {
  return token.match(/(?<=\d)(?=\D)|(?<=\D)(?=\d)/g)?.length ?? 0;
}
