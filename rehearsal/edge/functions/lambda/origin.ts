import { isOriginPort, originTlsVersions } from "../../../../facts/cloudfront/limits";
import type { HeaderMap } from "../../../../facts/http/header-map";
import { InvalidResultError } from "../../function-ports";
import type { CustomOriginKind, Origin } from "../../model";
import { fields, type ResultFields, readHeaders } from "./fields";

const texts = new WeakMap<Origin, string>();

/** JSON of an origin as `request.origin` shows it. */
export function originJson(origin: Origin): string {
  let text = texts.get(origin);
  if (text === undefined) {
    text = JSON.stringify(lambdaOrigin(origin));
    texts.set(origin, text);
  }
  return text;
}

function lambdaOrigin(origin: Origin): object {
  const customHeaders = Object.fromEntries(
    origin.customHeaders.map(([name, value]) => [name.toLowerCase(), [{ key: name, value }]]),
  );
  if (origin.kind.type === "s3") {
    return {
      s3: {
        authMethod: origin.kind.access.type === "oai" ? "origin-access-identity" : "none",
        customHeaders,
        domainName: origin.domainName,
        path: origin.originPath,
        region: /\.s3[.-]([a-z]{2}(?:-[a-z]+)+-\d)\./.exec(origin.domainName)?.[1] ?? "",
      },
    };
  }
  const { httpPort, httpsPort, protocolPolicy, keepaliveTimeout, sslProtocols } = origin.kind;
  const protocol = protocolPolicy === "http-only" ? "http" : "https";
  return {
    custom: {
      customHeaders,
      domainName: origin.domainName,
      keepaliveTimeout,
      path: origin.originPath,
      port: protocol === "http" ? httpPort : httpsPort,
      protocol,
      readTimeout: origin.readTimeout,
      sslProtocols: [...sslProtocols],
    },
  };
}

/**
 * The origin that a request goes on to: unchanged, changed, or another one of either type. Limits are those of the
 * Lambda guide, "Lambda@Edge event structure".
 *
 * @throws InvalidResultError
 */
export function readOrigin(value: unknown, before: Origin, headers: HeaderMap): Origin {
  if (JSON.stringify(value) === originJson(before)) return before;
  const { s3, custom } = fields(value, "origin has to be an object");
  if ((s3 === undefined) === (custom === undefined)) refuse("origin needs either s3 or custom");
  const settings = fields(s3 ?? custom, "origin.s3 or origin.custom has to be an object");
  const { domainName, path = "", customHeaders } = settings;
  const isDomain = typeof domainName === "string" && domainName.length <= 253 && /^[\w.-]+$/.test(domainName);
  if (!isDomain) refuse("origin.domainName has to be a host name");
  if (
    typeof path !== "string" ||
    !/^(?:\/[\x21-\x7e]*[\x21-\x2e\x30-\x7e])?$/.test(path) ||
    path.length > 255
  ) {
    refuse('origin.path has to be "", or begin and not end with a slash');
  }
  const ownHeaders = [...readHeaders(customHeaders)];
  const twice = ownHeaders.find(([name]) => headers.has(name));
  if (twice) refuse(`origin's customHeaders have ${twice[0]}, which the request has too`);
  const changed = {
    ...before,
    domainName: domainName as string,
    originPath: path as string,
    customHeaders: ownHeaders,
  };
  if (custom !== undefined) return { ...changed, ...customSettings(settings, before) };
  // A function can name an access identity or nothing; what OAC signs is not its to say.
  const same = before.kind.type === "s3" && domainName === before.domainName;
  return { ...changed, kind: same ? before.kind : { type: "s3", access: { type: "none" } } };
}

function customSettings(
  settings: ResultFields,
  before: Origin,
): { readTimeout: number; kind: CustomOriginKind } {
  const { port, protocol, readTimeout, keepaliveTimeout = 5, sslProtocols = ["TLSv1.2"] } = settings;
  if (protocol !== "http" && protocol !== "https") refuse("origin.custom.protocol has to be http or https");
  if (typeof port !== "number" || !isOriginPort(port)) {
    refuse("origin.custom.port has to be 80, 443, or from 1024 to 65535");
  }
  const isKept = readTimeout === undefined || readTimeout === before.readTimeout;
  if (!isKept && !isWithin(readTimeout, 4, 60)) refuse("origin.custom.readTimeout has to be from 4 to 60");
  if (!isWithin(keepaliveTimeout, 1, 60)) refuse("origin.custom.keepaliveTimeout has to be from 1 to 60");
  if (!Array.isArray(sslProtocols) || !sslProtocols.every((version) => originTlsVersions.includes(version))) {
    refuse(`origin.custom.sslProtocols has to be a list of ${originTlsVersions.join(", ")}`);
  }
  return {
    readTimeout: isKept ? before.readTimeout : (readTimeout as number),
    kind: {
      type: "custom",
      httpPort: port as number,
      httpsPort: port as number,
      protocolPolicy: protocol === "http" ? "http-only" : "https-only",
      sslProtocols: sslProtocols as string[],
      keepaliveTimeout: keepaliveTimeout as number,
    },
  };
}

function isWithin(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

function refuse(rule: string): never {
  throw new InvalidResultError(rule);
}
