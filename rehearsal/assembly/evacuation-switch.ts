import { switchKey } from "../../facts/site/switch";
import type { LoadedSite } from "../terraform";

/** The key as a function's code names it: a string, in whichever quotes. */
const keyInCode = new RegExp(`(["'\`])${switchKey}\\1`);

/**
 * ARNs of the KeyValueStores that hold a site's switch: only where a viewer-request function reads the key from its
 * store does setting it send anybody anywhere. A store of somebody else's keys is left alone.
 */
export function switchStores({ distributions }: Pick<LoadedSite, "distributions">): ReadonlySet<string> {
  const functions = distributions.flatMap(({ defaultCacheBehavior, cacheBehaviors }) =>
    [defaultCacheBehavior, ...cacheBehaviors].flatMap((behavior) => behavior.functions),
  );
  const arns = functions.flatMap((fn) =>
    fn.type === "cloudfront-function" &&
    fn.eventType === "viewer-request" &&
    fn.keyValueStoreArn !== undefined &&
    keyInCode.test(fn.code)
      ? [fn.keyValueStoreArn]
      : [],
  );
  return new Set(arns);
}
