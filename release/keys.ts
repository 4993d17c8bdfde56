import { healthKeys } from "../facts/site/health";
import { recordKeys } from "../facts/site/record-keys";

/** True for keys that no site may have. */
export function isReservedKey(key: string): boolean {
  return [recordKeys.prefix, healthKeys.prefix].some(
    (prefix) => key.startsWith(prefix) || key === prefix.slice(0, -1),
  );
}
