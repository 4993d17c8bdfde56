import type { OriginPath } from "./schema";

/** What a server sees of a request besides the cache key; lists in one order, so that equal ones share a policy. */
export type Forwarding =
  | "all"
  | "none"
  | {
      readonly queryStrings: readonly string[] | "all";
      readonly headers: readonly string[];
      readonly cookies: readonly string[] | "all";
    };

/** All where nothing is kept, and nothing where something is, unless the path says otherwise. */
export function forwardingOf({ cache, forward }: Pick<OriginPath, "cache" | "forward">): Forwarding {
  if (forward === undefined) return cache === false ? "all" : "none";
  if (typeof forward === "string") return forward;
  const queryStrings = sorted(forward.queryStrings);
  const headers = [...forward.headers].sort();
  const cookies = sorted(forward.cookies);
  const isNothing = [queryStrings, headers, cookies].every((names) => names.length === 0);
  return isNothing ? "none" : { queryStrings, headers, cookies };
}

function sorted(names: readonly string[] | "all"): readonly string[] | "all" {
  return names === "all" ? names : [...names].sort();
}
