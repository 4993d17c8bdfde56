import { InvalidResultError, type OriginOverrides, type OriginSelection } from "../../function-ports";
import type { Origin } from "../../model";
import type { RawSelection } from "./sandbox";

type Settings = Readonly<Record<string, unknown>>;

/** Whole seconds that CloudFront takes (CloudFront guide, "Helper methods for origin modification"). */
const timeouts = {
  connectionTimeout: { max: 10, to: "connectionTimeout" },
  readTimeout: { max: 120, to: "readTimeout" },
  responseCompletionTimeout: { max: 3_600, to: "responseCompletionTimeout" },
} as const;

/**
 * Reads what a function gave to an origin helper. A setting that the rehearsal would ignore is refused: it would
 * look configured and not be.
 * @throws {InvalidResultError}
 */
export function readSelection({ type, arguments: [first, second] }: RawSelection): OriginSelection {
  if (type === "update") return { type, overrides: overrides(settings(first, "updateRequestOrigin")) };
  if (type === "group") return group(settings(first, "createRequestOriginGroup"));
  const { originId, ...rest } =
    typeof first === "string" ? { originId: first } : settings(first, "selectRequestOriginById");
  if (typeof originId !== "string")
    throw new InvalidResultError("selectRequestOriginById needs an origin's id");
  return {
    type,
    originId,
    overrides: overrides({ ...rest, ...settings(second ?? {}, "selectRequestOriginById") }),
  };
}

function group(input: Settings): OriginSelection {
  const { originIds, failoverCriteria, selectionCriteria = "default", ...rest } = input;
  refuse(rest, "createRequestOriginGroup");
  const ids = Array.isArray(originIds)
    ? originIds.map((item) => (item as { originId?: unknown } | null)?.originId)
    : [];
  const [primary, secondary] = ids;
  if (ids.length !== 2 || typeof primary !== "string" || typeof secondary !== "string") {
    throw new InvalidResultError("createRequestOriginGroup needs exactly two originIds");
  }
  const codes = (failoverCriteria as { statusCodes?: unknown } | undefined)?.statusCodes;
  if (!Array.isArray(codes) || codes.length === 0 || !codes.every(Number.isInteger)) {
    throw new InvalidResultError("createRequestOriginGroup needs failoverCriteria.statusCodes");
  }
  if (selectionCriteria !== "default") {
    throw new InvalidResultError(
      `the rehearsal has no selectionCriteria ${JSON.stringify(selectionCriteria)}`,
    );
  }
  return { type: "group", members: [primary, secondary], statusCodes: codes as number[] };
}

function overrides(input: Settings): OriginOverrides {
  const {
    domainName,
    originPath,
    customHeaders,
    connectionAttempts,
    timeouts,
    originAccessControlConfig,
    ...rest
  } = input;
  refuse(rest, "an origin");
  return {
    ...(domainName !== undefined && { domainName: text(domainName, "domainName") }),
    ...(originPath !== undefined && { originPath: text(originPath, "originPath") }),
    ...(connectionAttempts !== undefined && {
      connectionAttempts: whole(connectionAttempts, "connectionAttempts", 3),
    }),
    ...(customHeaders !== undefined && { customHeaders: headerPairs(customHeaders) }),
    ...(timeouts !== undefined && timeoutOverrides(settings(timeouts, "timeouts"))),
    ...(originAccessControlConfig !== undefined && {
      kind: accessControl(settings(originAccessControlConfig, "originAccessControlConfig")),
    }),
  };
}

function timeoutOverrides(input: Settings): OriginOverrides {
  const out: { -readonly [K in keyof OriginOverrides]: OriginOverrides[K] } = {};
  const known = Object.entries(timeouts);
  for (const [name, value] of Object.entries(input)) {
    const limit = known.find(([key]) => key === name)?.[1];
    if (!limit) throw new InvalidResultError(`the rehearsal has no timeout ${name}`);
    out[limit.to] = whole(value, name, limit.max);
  }
  return out;
}

function accessControl(input: Settings): Origin["kind"] {
  const { enabled, signingBehavior = "always", signingProtocol = "sigv4", originType = "s3" } = input;
  if (signingProtocol !== "sigv4" || originType !== "s3") {
    throw new InvalidResultError("originAccessControlConfig has to sign for s3 with sigv4");
  }
  if (enabled !== true) return { type: "s3", access: { type: "none" } };
  if (signingBehavior !== "always" && signingBehavior !== "never" && signingBehavior !== "no-override") {
    throw new InvalidResultError("signingBehavior has to be always, never or no-override");
  }
  return { type: "s3", access: { type: "oac", signingBehavior } };
}

function headerPairs(value: unknown): [string, string][] {
  const pairs = Object.entries(settings(value, "customHeaders"));
  return pairs.map(([name, header]) => [name, text(header, `customHeaders.${name}`)]);
}

function settings(value: unknown, what: string): Settings {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Settings;
  throw new InvalidResultError(`${what} takes an object`);
}

function text(value: unknown, name: string): string {
  if (typeof value === "string") return value;
  throw new InvalidResultError(`${name} has to be a string`);
}

function whole(value: unknown, name: string, max: number): number {
  if (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= max) return value as number;
  throw new InvalidResultError(`${name} has to be a whole number from 1 to ${max}`);
}

function refuse(rest: Settings, what: string): void {
  const names = Object.keys(rest);
  if (names.length > 0)
    throw new InvalidResultError(`the rehearsal does not know ${names.join(", ")} of ${what}`);
}
