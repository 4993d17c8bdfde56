import type { Block } from "../../../terraform/block";
import type { CachePolicy, Selection } from "../../edge/model";
import { readTtls } from "./policies";

const nothing: Selection = { behavior: "none", items: [] };
const everything: Selection = { behavior: "all", items: [] };

/**
 * The legacy settings of a behaviour in the terms of a cache policy: what is forwarded is also what the cache tells
 * answers apart by. CloudFront guide, "Distribution settings reference".
 */
export function forwardedValues(behavior: Block, forwarded: Block | undefined): CachePolicy {
  return {
    id: "",
    name: "forwarded_values",
    ...readTtls(behavior),
    // Without a policy, CloudFront compresses with gzip only.
    enableAcceptEncodingGzip: true,
    enableAcceptEncodingBrotli: false,
    queryStrings: forwarded ? queryStrings(forwarded) : nothing,
    headers: forwarded ? headers(forwarded) : nothing,
    cookies: forwarded ? cookies(forwarded) : nothing,
  };
}

function queryStrings(forwarded: Block): Selection {
  const keys = forwarded.strings("query_string_cache_keys");
  if (!forwarded.boolean("query_string", false)) return nothing;
  return keys.length === 0 ? everything : only(keys);
}

function headers(forwarded: Block): Selection {
  const names = forwarded.strings("headers");
  return names.includes("*") ? everything : only(names);
}

function cookies(forwarded: Block): Selection {
  const block = forwarded.block("cookies");
  if (!block) return nothing;
  const forward = block.oneOf("forward", ["none", "whitelist", "all"]);
  const names = block.strings("whitelisted_names");
  if (forward === "all") return everything;
  return forward === "whitelist" ? only(names) : nothing;
}

function only(items: readonly string[]): Selection {
  return items.length === 0 ? nothing : { behavior: "whitelist", items };
}
