import { longestKey } from "../../facts/s3/limits";
import { type ReleaseProblem, releaseProblem } from "../errors";
import { isReservedKey } from "../keys";

/** Why a path cannot be a key, if it cannot. */
export function keyProblem(key: string): ReleaseProblem | undefined {
  // Node puts U+FFFD where a name is not UTF-8; a name that really has it is refused with them.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f\u007f-\u009f\ufffd\\]/.test(key))
    return releaseProblem("RELEASE_KEY_CHARACTERS", JSON.stringify(key));
  const bytes = Buffer.byteLength(key);
  if (bytes > longestKey)
    return releaseProblem("RELEASE_KEY_TOO_LONG", `${key.slice(0, 80)}… (${bytes} bytes)`);
  return isReservedKey(key) ? releaseProblem("RELEASE_KEY_RESERVED", key) : undefined;
}

/** Keys that only differ in Unicode form. */
export function collisions(keys: readonly string[]): ReleaseProblem[] {
  return alikeBy(keys, (key) => key.normalize("NFC")).map((alike) =>
    releaseProblem("RELEASE_KEY_COLLISION", alike.join(", ")),
  );
}

/** Keys that only differ in case: CloudFront and S3 tell them apart, and many a disk does not. */
export function caseCollisions(keys: readonly string[]): ReleaseProblem[] {
  return alikeBy(keys, (key) => key.toLowerCase()).map((alike) =>
    releaseProblem("RELEASE_KEY_CASE", alike.join(", ")),
  );
}

function alikeBy(keys: readonly string[], formOf: (key: string) => string): string[][] {
  const byForm = new Map<string, string[]>();
  for (const key of keys) {
    const form = formOf(key);
    const alike = byForm.get(form);
    if (alike) alike.push(key);
    else byForm.set(form, [key]);
  }
  return [...byForm.values()].filter((alike) => alike.length > 1);
}
