import { isIP } from "node:net";
import { isForbiddenToOrigins } from "../../facts/cloudfront/forbidden-headers";
import { isOriginPort } from "../../facts/cloudfront/limits";
import { bucketOriginIds } from "../../facts/site/origin-ids";
import { bucketGroupId, failoverOriginId, serverGroupId } from "../origin-ids";
import { originAddress } from "../origin-url";
import { type ConfigFinding, type Path, reporter } from "../problem";
import { looksSecret } from "../safe-value";
import type { OriginServer, SiteConfig } from "../schema";
import type { ConfigCheck } from "./check";
import { isHostName } from "./domain";
import { isHeaderName, isHeaderValue } from "./header-names";

/** Quotas of one distribution and of one origin (CloudFront guide, Quotas). */
const mostOrigins = 100;
const mostGroups = 10;
const mostHeaders = 10;

/** Headers that an origin's custom headers cannot hold, and the one that CloudFront sets itself. */
const isRefused = (name: string) => isForbiddenToOrigins(name) || name.toLowerCase() === "x-forwarded-proto";

const rules = {
  ORIGIN_NAME_INVALID: {
    severity: "error",
    rule: `An origin's name is its id: letters, digits, "-" and "_", up to 64; "${bucketOriginIds.primary}", "${bucketOriginIds.replica}" and "${bucketGroupId}" are the buckets'.`,
    mend: 'Call it "api", for instance.',
  },
  ORIGIN_URL_INVALID: {
    severity: "error",
    rule: "CloudFront takes the name of a server that DNS knows, in lower case, by https or http: no address, path, query or credentials.",
    mend: 'Write it as "https://api.example.com"; what is in front of every path goes into pathPrefix, and credentials into headers.',
  },
  ORIGIN_URL_PORT: {
    severity: "error",
    rule: "CloudFront asks at port 80, 443, or one from 1024 to 65535.",
    mend: "Let the server listen at such a port.",
  },
  ORIGIN_URL_HTTP: {
    severity: "error",
    rule: "What is asked over HTTP can be read and changed on its way, cookies and credentials too.",
    mend: "Use https, or set allowHttp to true if it has to be so.",
  },
  ORIGIN_URL_HTTPS: {
    severity: "error",
    rule: "allowHttp is for a server whose URL begins with http.",
    mend: "Remove it.",
  },
  ORIGIN_IS_SITE: {
    severity: "error",
    rule: "A server that is the site's own name sends requests back to the distribution, round and round.",
    mend: "Give the server a name of its own.",
  },
  ORIGIN_FAILOVER_SAME: {
    severity: "error",
    rule: "The second server is another one, reached by the same scheme.",
    mend: "Name the other server, or remove failover.",
  },
  ORIGIN_PATH_PREFIX: {
    severity: "error",
    rule: 'A path prefix begins with "/" and does not end with one, and has no query or wildcard.',
    mend: 'Write it as "/v1".',
  },
  ORIGIN_LIMIT: {
    severity: "error",
    rule: "CloudFront makes 1 to 3 attempts of 1 s to 10 s each, waits 1 s to 120 s for an answer, and keeps idle connections 1 s to 120 s.",
    mend: "Choose a value in between.",
  },
  ORIGIN_HEADER_REFUSED: {
    severity: "error",
    rule: "CloudFront sets this header itself, or takes it for its own, and refuses it among an origin's.",
    mend: "Remove the header, or give it another name.",
  },
  ORIGIN_HEADER_INVALID: {
    severity: "error",
    rule: "A header has a name of HTTP's, once, and a value of visible characters.",
    mend: "Correct it.",
  },
  ORIGIN_HEADERS_TOO_MANY: {
    severity: "error",
    rule: "An origin has at most 10 headers of its own until its quota is raised.",
    mend: "Remove headers.",
  },
  ORIGIN_HEADER_SECRET: {
    severity: "error",
    rule: "A secret in the config is in the repository, in its history and in every plan.",
    mend: 'Put it into Secrets Manager or Systems Manager, and write { secretsManager: "name" } or { ssm: "/name" } in its place.',
  },
  ORIGIN_SECRET_INVALID: {
    severity: "error",
    rule: "A secret is referred to by its name, or the ARN of one in the primary region; the key of a secret in JSON is a word.",
    mend: 'Write it as "site/api-key", or as "/site/api-key" for a parameter.',
  },
  ORIGIN_LAMBDA_INVALID: {
    severity: "error",
    rule: "CloudFront signs for a function URL (https://<id>.lambda-url.<region>.on.aws) whose function is in the primary or replica region or us-east-1, and is named by its ARN.",
    mend: 'Give an ARN such as "arn:aws:lambda:eu-central-1:111122223333:function:api", without headers of the name Authorization, or remove lambdaFunctionArn.',
  },
  ORIGIN_LAMBDA_FAILOVER: {
    severity: "error",
    rule: "A signed function URL and a VPC origin are one server: a second one would need a function or an id of its own.",
    mend: "Remove failover, or serve the second one under another name of origins.",
  },
  ORIGIN_VPC_INVALID: {
    severity: "error",
    rule: 'A VPC origin has an id of CloudFront\'s, "vo_" and letters and digits, and is no function URL.',
    mend: "Copy the id from CloudFront.",
  },
  ORIGIN_UNUSED: {
    severity: "error",
    rule: "An origin that no path leads to is deployed for nothing.",
    mend: "Add a line to paths, or remove the origin.",
  },
  ORIGINS_TOO_MANY: {
    severity: "error",
    rule: `A distribution has at most ${mostOrigins} origins and ${mostGroups} groups, the two buckets and their group included.`,
    mend: "Remove origins, or their failover.",
  },
} as const;

const report = reporter(rules);

/** Servers beside the two buckets (CloudFront guide, Origin settings; Restrict access to an AWS Lambda function URL origin). */
export const originServersCheck: ConfigCheck = {
  rules,
  find(site) {
    const servers = Object.entries(site.origins);
    const taken = new Set<string>([...Object.values(bucketOriginIds), bucketGroupId]);
    for (const [name, { failover }] of servers)
      if (failover) for (const id of [failoverOriginId(name), serverGroupId(name)]) taken.add(id);
    const found = servers.flatMap(([name, server]) => {
      const path = ["origins", name];
      const own = [
        ...urlFindings(site, server, path),
        ...limitFindings(server, path),
        ...headerFindings(site, server, path),
        ...accessFindings(site, server, path),
      ];
      if (!/^[A-Za-z0-9][\w-]{0,63}$/.test(name) || taken.has(name))
        own.push(report("ORIGIN_NAME_INVALID", path, name));
      if (!site.paths.some(({ origin }) => origin === name)) own.push(report("ORIGIN_UNUSED", path, name));
      return own;
    });
    const groups = servers.filter(([, { failover }]) => failover).length;
    if (servers.length + groups + 2 > mostOrigins || groups + 1 > mostGroups)
      found.push(
        report("ORIGINS_TOO_MANY", ["origins"], `${servers.length} origins, ${groups} with failover`),
      );
    return found;
  },
};

function urlFindings(
  site: SiteConfig,
  { url, failover, allowHttp, pathPrefix }: OriginServer,
  path: Path,
): ConfigFinding[] {
  const found = addressFindings(site, url, allowHttp, [...path, "url"]);
  if (failover !== undefined) {
    const second = addressFindings(site, failover, allowHttp, [...path, "failover"]);
    const [a, b] = [originAddress(url), originAddress(failover)];
    const isSame = a && b && (a.protocol !== b.protocol || (a.host === b.host && a.port === b.port));
    found.push(
      ...second,
      ...(isSame ? [report("ORIGIN_FAILOVER_SAME", [...path, "failover"], failover)] : []),
    );
  }
  if (pathPrefix !== "" && !/^(\/[\w\-.~!$&'()+,;=:@%]+)+$/.test(pathPrefix))
    found.push(report("ORIGIN_PATH_PREFIX", [...path, "pathPrefix"], pathPrefix));
  return found;
}

function addressFindings(site: SiteConfig, url: string, allowHttp: boolean, path: Path): ConfigFinding[] {
  const address = originAddress(url);
  if (!address || isIP(address.host) !== 0 || !isHostName(address.host))
    return [report("ORIGIN_URL_INVALID", path, url)];
  const { protocol, host, port } = address;
  if (!isOriginPort(port)) return [report("ORIGIN_URL_PORT", path, url)];
  if (protocol === "http" && !allowHttp) return [report("ORIGIN_URL_HTTP", path, url)];
  if (protocol === "https" && allowHttp) return [report("ORIGIN_URL_HTTPS", path, url)];
  const own = site.domain ? [site.domain.name, ...site.domain.aliases] : [];
  const isOwn = (name: string) =>
    name === host ||
    (name.startsWith("*.") && host.endsWith(name.slice(1)) && !host.slice(0, -name.length + 1).includes("."));
  return own.some(isOwn) ? [report("ORIGIN_IS_SITE", path, url)] : [];
}

function limitFindings(server: OriginServer, path: Path): ConfigFinding[] {
  const most = { connectionAttempts: 3, connectionTimeout: 10, readTimeout: 120, keepaliveTimeout: 120 };
  return (Object.keys(most) as (keyof typeof most)[])
    .filter((key) => server[key] < 1 || server[key] > most[key])
    .map((key) => report("ORIGIN_LIMIT", [...path, key], server[key]));
}

function headerFindings({ regions }: SiteConfig, { headers }: OriginServer, path: Path): ConfigFinding[] {
  const names = Object.keys(headers);
  const found = Object.entries(headers).flatMap(([name, value]) => {
    const at = [...path, "headers", name];
    const isTwin = names.some((other) => other !== name && other.toLowerCase() === name.toLowerCase());
    if (!isHeaderName(name) || isTwin) return [report("ORIGIN_HEADER_INVALID", at, name)];
    if (isRefused(name)) return [report("ORIGIN_HEADER_REFUSED", at, name)];
    if (typeof value === "string") {
      if (looksSecret(name, value)) return [report("ORIGIN_HEADER_SECRET", at, name)];
      return value !== "" && isHeaderValue(value) ? [] : [report("ORIGIN_HEADER_INVALID", at, value)];
    }
    const isKnown =
      "ssm" in value
        ? /^(\/?[\w.-]+)(\/[\w.-]+)*$/.test(value.ssm)
        : /^[\w/+=.@-]{1,512}$/.test(value.secretsManager) ||
          new RegExp(`^arn:aws[\\w-]*:secretsmanager:${regions.primary}:\\d{12}:secret:[\\w/+=.@-]+$`).test(
            value.secretsManager,
          );
    const isKey = !("key" in value) || value.key === undefined || /^[A-Za-z_][\w-]*$/.test(value.key);
    return isKnown && isKey ? [] : [report("ORIGIN_SECRET_INVALID", at, value)];
  });
  if (names.length > mostHeaders)
    found.push(report("ORIGIN_HEADERS_TOO_MANY", [...path, "headers"], `${names.length} headers`));
  return found;
}

function accessFindings({ regions }: SiteConfig, server: OriginServer, path: Path): ConfigFinding[] {
  const { url, failover, headers, lambdaFunctionArn, vpcOriginId } = server;
  const found: ConfigFinding[] = [];
  if (lambdaFunctionArn !== undefined) {
    const [, region = ""] =
      /^arn:aws[\w-]*:lambda:([\w-]+):\d{12}:function:[\w-]{1,64}$/.exec(lambdaFunctionArn) ?? [];
    const isHere = [regions.primary, regions.replica, "us-east-1"].includes(region);
    const isOfUrl =
      /^[a-z0-9]+\.lambda-url\.([\w-]+)\.on\.aws$/.exec(originAddress(url)?.host ?? "")?.[1] === region;
    const isOverwritten = Object.keys(headers).some((name) => name.toLowerCase() === "authorization");
    if (!isHere || !isOfUrl || isOverwritten)
      found.push(report("ORIGIN_LAMBDA_INVALID", [...path, "lambdaFunctionArn"], lambdaFunctionArn));
  }
  if (
    vpcOriginId !== undefined &&
    (!/^vo_[A-Za-z0-9]+$/.test(vpcOriginId) || lambdaFunctionArn !== undefined)
  )
    found.push(report("ORIGIN_VPC_INVALID", [...path, "vpcOriginId"], vpcOriginId));
  if (failover !== undefined && (lambdaFunctionArn ?? vpcOriginId) !== undefined)
    found.push(report("ORIGIN_LAMBDA_FAILOVER", [...path, "failover"], failover));
  return found;
}
