import type { Block } from "../../../terraform/block";
import { type LegacySettings, legacyPolicies } from "../../edge/legacy-behavior";
import { givenTtls } from "./policies";

/** The legacy settings of a behaviour, `forwarded_values` and lifetimes, in the terms of policies. */
export function forwardedValues(
  behavior: Block,
  forwarded: Block | undefined,
): ReturnType<typeof legacyPolicies> {
  return legacyPolicies({
    ttls: givenTtls(behavior),
    queryString: forwarded?.boolean("query_string", false) ?? false,
    queryStringCacheKeys: forwarded?.strings("query_string_cache_keys") ?? [],
    headers: forwarded?.strings("headers") ?? [],
    cookies: cookies(forwarded?.block("cookies")),
  });
}

function cookies(block: Block | undefined): LegacySettings["cookies"] {
  if (!block) return { forward: "none", names: [] };
  return {
    forward: block.oneOf("forward", ["none", "whitelist", "all"]),
    names: block.strings("whitelisted_names"),
  };
}
