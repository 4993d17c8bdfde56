import {
  type ContentSecurityPolicy,
  parseContentSecurityPolicy,
} from "../../../facts/http/content-security-policy";

/** One way in which a policy allows more than another. */
export interface Looser {
  /** "script-src 'unsafe-inline'" */
  readonly what: string;
  /** Whether it allows any script, and not one more known source. */
  readonly isUnsafe: boolean;
}

/** Fetch directives that fall back to default-src (Content Security Policy Level 3, 6.8.3). */
const fetchDirectives = new Set([
  "child-src",
  "connect-src",
  "font-src",
  "frame-src",
  "img-src",
  "manifest-src",
  "media-src",
  "object-src",
  "script-src",
  "script-src-attr",
  "script-src-elem",
  "style-src",
  "style-src-attr",
  "style-src-elem",
  "worker-src",
]);

const broad = new Set([
  "*",
  "'unsafe-inline'",
  "'unsafe-eval'",
  "'unsafe-hashes'",
  "http:",
  "https:",
  "data:",
  "blob:",
]);

/** What the policy `after` allows that `before` did not: sources that were added, and directives that were dropped. */
export function looserDirectives(before: string, after: string): Looser[] {
  const [was, is] = [parseContentSecurityPolicy(before), parseContentSecurityPolicy(after)];
  const dropped = [...was.keys()].filter((name) => sourcesOf(is, name) === undefined);
  const added = [...is.keys()].flatMap((name) => {
    const allowed = sourcesOf(was, name);
    // A directive that was not there before forbids something new.
    if (allowed === undefined) return [];
    return (is.get(name) ?? [])
      .filter((source) => source !== "'none'" && !allowed.includes(source) && !allowed.includes("*"))
      .map((source) => ({ what: `${name} ${source}`, isUnsafe: broad.has(source) }));
  });
  const inherited = [...was.keys()].filter((name) => !is.has(name) && sourcesOf(is, name) !== undefined);
  const widened = inherited.flatMap((name) =>
    (sourcesOf(is, name) ?? [])
      .filter((source) => source !== "'none'" && !(was.get(name) ?? []).includes(source))
      .map((source) => ({ what: `${name} ${source}`, isUnsafe: broad.has(source) })),
  );
  return [...dropped.map((name) => ({ what: `no ${name}`, isUnsafe: true })), ...added, ...widened];
}

function sourcesOf(policy: ContentSecurityPolicy, name: string): readonly string[] | undefined {
  return policy.get(name) ?? (fetchDirectives.has(name) ? policy.get("default-src") : undefined);
}
