import { hstsValue } from "../../../facts/cloudfront/header-values";
import { tellsMore } from "../../../facts/http/referrer-policy";
import type { Values } from "../../../terraform/value";
import { at, blocks, numberAt, textAt } from "../../../terraform/values-at";
import { type Change, isUnknownAfter } from "../change";
import type { Severity, StatedFinding } from "../finding";
import { fateWords, type ReviewRule, stays } from "../rule";
import { gone } from "../values";
import { looserDirectives } from "./content-security-policy";

const root = "security_headers_config";

/** Headers that a response headers policy sets on every answer. */
export const securityHeaders: ReviewRule = {
  types: ["aws_cloudfront_response_headers_policy"],
  find(change) {
    if (change.fate === "destroyed") return [policyLost(change)];
    if (!stays(change) || isUnknownAfter(change, root)) return [];
    return [
      ...headersLost(change),
      ...loosened(change),
      ...customLost(change),
      ...yielding(change),
      ...pagesOverruled(change),
    ];
  },
};

function policyLost(change: Change): StatedFinding {
  return {
    severity: "high",
    rule: "headers-policy-removed",
    title: `The response headers policy ${fateWords(change)}`,
    before: textAt(change.before, "name"),
    after: "nothing",
    why: "Pages, errors and redirects are served without the security headers that it set.",
    mend: "Keep it, or attach another policy to every behaviour.",
  };
}

const headers: readonly { readonly block: string; readonly name: string; readonly severity: Severity }[] = [
  { block: "strict_transport_security", name: "Strict-Transport-Security", severity: "high" },
  { block: "content_security_policy", name: "Content-Security-Policy", severity: "high" },
  { block: "frame_options", name: "X-Frame-Options", severity: "medium" },
  { block: "content_type_options", name: "X-Content-Type-Options", severity: "medium" },
  { block: "referrer_policy", name: "Referrer-Policy", severity: "medium" },
];

function headersLost({ before, after }: Change): StatedFinding[] {
  return headers.flatMap(({ block, name, severity }): StatedFinding[] => {
    const [was] = blocks(before, root, block);
    if (was === undefined || blocks(after, root, block).length > 0) return [];
    return [
      {
        severity,
        rule: "security-header-removed",
        attribute: `${root}.${block}`,
        title: `${name} is no longer set`,
        before: shownValue(block, was),
        after: "nothing",
        why: "The policy is the one place that also covers errors and redirects, which functions do not see.",
        mend: `Keep ${name} in the policy.`,
      },
    ];
  });
}

function shownValue(block: string, values: Values): string {
  if (block === "strict_transport_security")
    return hstsValue({
      maxAge: numberAt(values, "access_control_max_age_sec") ?? 0,
      includeSubDomains: at(values, "include_subdomains") === true,
      preload: at(values, "preload") === true,
    });
  if (block === "content_type_options") return "nosniff";
  return textAt(values, block === "frame_options" ? "frame_option" : block) ?? "set";
}

function loosened({ before, after }: Change): StatedFinding[] {
  const found: StatedFinding[] = [];
  const hsts = [root, "strict_transport_security"];
  const maxAge = [...hsts, "access_control_max_age_sec"];
  const [was, is] = [numberAt(before, ...maxAge), numberAt(after, ...maxAge)];
  if (was !== undefined && is !== undefined && is < was) {
    found.push({
      severity: is === 0 ? "high" : "medium",
      rule: "hsts-shortened",
      attribute: maxAge.join("."),
      title: is === 0 ? "Browsers are told to forget HTTPS" : "Browsers remember HTTPS for a shorter time",
      before: `${was} s`,
      after: `${is} s`,
      why: "A visitor who comes back later starts with plain HTTP, which can be intercepted.",
      mend: "Keep a year.",
    });
  }
  for (const [key, what] of [
    ["include_subdomains", "subdomains"],
    ["preload", "preload"],
  ] as const) {
    if (at(before, ...hsts, key) !== true || at(after, ...hsts, key) !== false) continue;
    found.push({
      severity: "medium",
      rule: "hsts-narrowed",
      attribute: [...hsts, key].join("."),
      title: `Strict-Transport-Security no longer names ${what}`,
      before: true,
      after: false,
      why: "A site on the preload list that stops asking for it is taken off, and hosts that relied on it start with plain HTTP.",
      mend: "Take it back only on purpose.",
    });
  }
  return [...found, ...framing(before, after), ...referrer(before, after), ...csp(before, after)];
}

function framing(before: Values, after: Values): StatedFinding[] {
  const path = [root, "frame_options", "frame_option"];
  const [was, is] = [textAt(before, ...path), textAt(after, ...path)];
  if (was !== "DENY" || is !== "SAMEORIGIN") return [];
  return [
    {
      severity: "low",
      rule: "framing-allowed",
      attribute: path.join("."),
      title: "The site may frame itself",
      before: was,
      after: is,
      why: "A page of the same origin that somebody else controls can frame the others.",
      mend: "Keep DENY unless a page needs it.",
    },
  ];
}

function referrer(before: Values, after: Values): StatedFinding[] {
  const path = [root, "referrer_policy", "referrer_policy"];
  const [was, is] = [textAt(before, ...path), textAt(after, ...path)];
  if (was === undefined || is === undefined) return [];
  if (!tellsMore(is, was)) return [];
  return [
    {
      severity: is === "unsafe-url" ? "medium" : "low",
      rule: "referrer-loosened",
      attribute: path.join("."),
      title: "Other sites are told more about where visitors come from",
      before: was,
      after: is,
      why: "Paths and query strings of the visited page reach whoever is linked to.",
      mend: "Keep strict-origin-when-cross-origin or tighter.",
    },
  ];
}

function csp(before: Values, after: Values): StatedFinding[] {
  const path = [root, "content_security_policy", "content_security_policy"];
  const [was, is] = [textAt(before, ...path), textAt(after, ...path)];
  if (was === undefined || is === undefined || was === is) return [];
  const looser = looserDirectives(was, is);
  if (looser.length === 0) return [];
  return [
    {
      severity: looser.some(({ isUnsafe }) => isUnsafe) ? "high" : "medium",
      rule: "csp-loosened",
      attribute: path.join("."),
      title: `The Content-Security-Policy allows more: ${looser.map(({ what }) => what).join(", ")}`,
      before: was,
      after: is,
      why: "It is what stands between an injected script and the visitor.",
      mend: "Allow single hashes or hosts; `'unsafe-inline'` and `*` allow an attacker's too.",
    },
  ];
}

const customName = (item: Values) => (textAt(item, "header") ?? "").toLowerCase();

function customLost(change: Change): StatedFinding[] {
  if (isUnknownAfter(change, "custom_headers_config")) return [];
  const items = (values: Values) =>
    blocks(values, "custom_headers_config").flatMap((b) => blocks(b, "items"));
  return gone(items(change.before), items(change.after), customName).map(
    (item): StatedFinding => ({
      severity: "medium",
      rule: "custom-header-removed",
      attribute: "custom_headers_config.items",
      title: `${textAt(item, "header")} is no longer set`,
      before: textAt(item, "value"),
      after: "nothing",
      why: "Pages, errors and redirects are served without it.",
      mend: "Keep it, or set it where a rule of its own needs another value.",
    }),
  );
}

/** Headers that the policy stops enforcing: what S3 stored with an object would win. */
function yielding({ before, after }: Change): StatedFinding[] {
  return headers.flatMap(({ block, name }): StatedFinding[] => {
    if (at(before, root, block, "override") !== true || at(after, root, block, "override") !== false)
      return [];
    return [
      {
        severity: "low",
        rule: "header-yields",
        insteadOf: ["headers-not-override"],
        attribute: `${root}.${block}.override`,
        title: `${name} yields to what the origin or a function says`,
        before: true,
        after: false,
        why: "Whoever writes objects or their metadata then decides about it.",
        mend: "Keep override = true, except for a header that an edge function sets by path.",
      },
    ];
  });
}

/** The policy of the site comes back over what pages bring with them: hashes of their inline scripts no longer count. */
function pagesOverruled({ before, after }: Change): StatedFinding[] {
  const path = [root, "content_security_policy", "override"];
  if (at(before, ...path) !== false || at(after, ...path) !== true) return [];
  return [
    {
      severity: "high",
      rule: "csp-overrules-pages",
      attribute: path.join("."),
      title: "The Content-Security-Policy overrules the one that a page or a function has of its own",
      before: false,
      after: true,
      why: "Hashes of inline scripts that travel with a page no longer join the policy: browsers block those scripts as soon as this is applied.",
      mend: "Put what pages need into the policy first (npx outlast csp), or keep headers.inlineHashes.",
    },
  ];
}
