import type { CacheTtls } from "../../../facts/cloudfront/cache-ttls";
import type { Block } from "../../../terraform/block";
import { type LegacySettings, legacyPolicies } from "../../edge/legacy-behavior";
import { givenTtls } from "./policies";

/** The legacy settings of a behaviour, `forwarded_values` and lifetimes, in the terms of policies. */
export function forwardedValues(
  behavior: Block,
  forwarded: Block | undefined,
): ReturnType<typeof legacyPolicies> {
  return legacyPolicies({
    ttls: sentTtls(behavior),
    queryString: forwarded?.boolean("query_string", false) ?? false,
    queryStringCacheKeys: forwarded?.strings("query_string_cache_keys") ?? [],
    headers: forwarded?.strings("headers") ?? [],
    cookies: cookies(forwarded?.block("cookies")),
  });
}

/** The provider sends 0 for each that is not given: nothing is kept then, where the API without them keeps for a day. */
function sentTtls(behavior: Block): CacheTtls {
  const { defaultTtl = 0, maxTtl = 0, minTtl = 0 } = givenTtls(behavior);
  return { defaultTtl, maxTtl, minTtl };
}

function cookies(block: Block | undefined): LegacySettings["cookies"] {
  if (!block) return { forward: "none", names: [] };
  return {
    forward: block.oneOf("forward", ["none", "whitelist", "all"]),
    names: block.strings("whitelisted_names"),
  };
}
