import { compileSelection } from "../key/selection";
import { isLegacy } from "../legacy-behavior";
import type { CacheBehavior } from "../model";

/** Those that tell the origin of a device make up for the User-Agent that it does not get. */
const DEVICES = /^cloudfront-is-(?:desktop|mobile|smarttv|tablet)-viewer$/;

/**
 * Whether the name, in lower case, stays in Vary: Accept-Encoding, Cookie, and the headers that the behaviour is
 * configured to forward. `*` stays where it has the edge ask each time.
 */
export function compileVary(
  behavior: Pick<CacheBehavior, "cachePolicy" | "originRequestPolicy">,
): (name: string) => boolean {
  const { cachePolicy, originRequestPolicy } = behavior;
  const selections = [cachePolicy.headers];
  if (originRequestPolicy && !isLegacy(cachePolicy)) selections.push(originRequestPolicy.headers);
  const lower = (name: string) => name.toLowerCase();
  const forwarded = selections.map((selection) => compileSelection(selection, lower));
  const knowsDevice = selections.some(({ items }) => items.some((item) => DEVICES.test(lower(item))));
  return (name) => {
    if (name === "*") return cachePolicy.minTtl === 0;
    if (name === "accept-encoding" || name === "cookie") return true;
    return (knowsDevice && name === "user-agent") || forwarded.some((isForwarded) => isForwarded(name));
  };
}
