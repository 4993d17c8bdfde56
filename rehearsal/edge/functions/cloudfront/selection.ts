import { isOriginPort, originTlsVersions } from "../../../../facts/cloudfront/limits";
import { InvalidResultError, type OriginOverrides, type OriginSelection } from "../../function-ports";
import type { Origin } from "../../model";
import type { RawSelection } from "./sandbox-result";

type Settings = Readonly<Record<string, unknown>>;

/** Whole seconds that CloudFront takes (CloudFront guide, "Helper methods for origin modification"). */
const timeouts = {
  connectionTimeout: { max: 10, to: "connectionTimeout" },
  readTimeout: { max: 120, to: "readTimeout" },
  responseCompletionTimeout: { max: 3_600, to: "responseCompletionTimeout" },
  // Connections to what stands for an origin are kept as long as it keeps them.
  keepAliveTimeout: { max: 120, to: undefined },
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
  const members = Array.isArray(originIds) ? originIds.map(member) : [];
  const [primary, secondary] = members.map(({ id }) => id);
  if (members.length !== 2 || typeof primary !== "string" || typeof secondary !== "string") {
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
  const [ofPrimary = {}, ofSecondary = {}] = members.map(({ overrides: own }) => own);
  return {
    type: "group",
    members: [primary, secondary],
    ...(members.some(({ overrides: own }) => Object.keys(own).length > 0) && {
      overrides: [ofPrimary, ofSecondary],
    }),
    statusCodes: codes as number[],
  };
}

/** A member of a group: of its settings, a function may replace those of its name alone. */
function member(input: unknown): { readonly id: unknown; readonly overrides: OriginOverrides } {
  const { originId, originOverrides = {}, ...rest } = settings(input, "createRequestOriginGroup");
  refuse(rest, "a member of a group");
  const { hostHeader, sni, allowedCertificateNames, ...others } = settings(
    originOverrides,
    "originOverrides",
  );
  refuse(others, "originOverrides");
  return { id: originId, overrides: nameOverrides({ hostHeader, sni, allowedCertificateNames }) };
}

/** Host; the names of certificates are checked, and change nothing here: what stands for an origin has its own. */
function nameOverrides({ hostHeader, sni, allowedCertificateNames }: Settings): OriginOverrides {
  if (sni !== undefined) text(sni, "sni");
  if (allowedCertificateNames !== undefined) texts(allowedCertificateNames, "allowedCertificateNames");
  return { ...(hostHeader !== undefined && { hostHeader: text(hostHeader, "hostHeader") }) };
}

function overrides(input: Settings): OriginOverrides {
  const {
    domainName,
    originPath,
    customHeaders,
    connectionAttempts,
    timeouts,
    originAccessControlConfig,
    customOriginConfig,
    originShield,
    hostHeader,
    sni,
    allowedCertificateNames,
    ...rest
  } = input;
  refuse(rest, "an origin");
  return {
    ...nameOverrides({ hostHeader, sni, allowedCertificateNames }),
    ...(originShield !== undefined && { originShield: shield(settings(originShield, "originShield")) }),
    ...(customOriginConfig !== undefined && {
      kind: custom(settings(customOriginConfig, "customOriginConfig")),
    }),
    ...(domainName !== undefined && { domainName: text(domainName, "domainName") }),
    ...(originPath !== undefined && { originPath: text(originPath, "originPath") }),
    ...(connectionAttempts !== undefined && {
      connectionAttempts: whole(connectionAttempts, "connectionAttempts", 3),
    }),
    ...(customHeaders !== undefined && { customHeaders: headerPairs(customHeaders) }),
    ...(timeouts !== undefined && timeoutOverrides(settings(timeouts, "timeouts"))),
    ...(originAccessControlConfig !== undefined &&
      accessControl(settings(originAccessControlConfig, "originAccessControlConfig"))),
  };
}

function timeoutOverrides(input: Settings): OriginOverrides {
  const out: { -readonly [K in keyof OriginOverrides]: OriginOverrides[K] } = {};
  const known = Object.entries(timeouts);
  for (const [name, value] of Object.entries(input)) {
    const limit = known.find(([key]) => key === name)?.[1];
    if (!limit) throw new InvalidResultError(`the rehearsal has no timeout ${name}`);
    const seconds = whole(value, name, limit.max);
    if (limit.to !== undefined) out[limit.to] = seconds;
  }
  return out;
}

const originTypes = ["s3", "mediapackagev2", "mediastore", "lambda"];

/** What is signed for other services than S3 stays a custom origin: what stands for it here checks no signature. */
function accessControl(input: Settings): OriginOverrides {
  const { enabled, signingBehavior = "always", signingProtocol = "sigv4", originType = "s3" } = input;
  if (signingProtocol !== "sigv4" || !originTypes.includes(originType as string)) {
    throw new InvalidResultError(
      `originAccessControlConfig has to sign with sigv4 for one of ${originTypes.join(", ")}`,
    );
  }
  if (originType !== "s3") return {};
  if (enabled !== true) return { kind: { type: "s3", access: { type: "none" } } };
  if (signingBehavior !== "always" && signingBehavior !== "never" && signingBehavior !== "no-override") {
    throw new InvalidResultError("signingBehavior has to be always, never or no-override");
  }
  return { kind: { type: "s3", access: { type: "oac", signingBehavior } } };
}

function custom({
  port = 443,
  protocol = "https",
  sslProtocols = ["TLSv1.2"],
  ...rest
}: Settings): Origin["kind"] {
  refuse(rest, "customOriginConfig");
  if (protocol !== "http" && protocol !== "https")
    throw new InvalidResultError("protocol has to be http or https");
  if (!isOriginPort(whole(port, "port", 65_535)))
    throw new InvalidResultError("port has to be 80, 443, or from 1024 to 65535");
  const versions = texts(sslProtocols, "sslProtocols");
  if (!versions.every((version) => originTlsVersions.includes(version)))
    throw new InvalidResultError(`sslProtocols has to be of ${originTlsVersions.join(", ")}`);
  return {
    type: "custom",
    httpPort: port as number,
    httpsPort: port as number,
    protocolPolicy: `${protocol}-only`,
    sslProtocols: versions,
    keepaliveTimeout: 5,
  };
}

/** Whether it is asked through Origin Shield, which the edge leaves out. */
function shield({ enabled, region, ...rest }: Settings): Origin["originShield"] {
  refuse(rest, "originShield");
  if (enabled !== true) return undefined;
  return { region: text(region, "originShield.region") };
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

function texts(value: unknown, name: string): string[] {
  if (Array.isArray(value)) return value.map((item) => text(item, name));
  throw new InvalidResultError(`${name} has to be a list`);
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
