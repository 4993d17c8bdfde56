import type { Origin } from "../../edge/model";
import type { OriginRequest } from "../../edge/ports";
import type { AccessPoint } from "../access-points";
import type { Bucket } from "../bucket";
import type { Principal } from "../policy/policy";

export interface CallerOptions {
  /** Canonical user id of an origin access identity, by its id. */
  readonly canonicalUserId: (identity: string) => string | undefined;
  /** The address that S3 sees CloudFront come from. */
  readonly edgeAddress: string;
}

/** One request's identity and the values that policy conditions may ask for. */
export class Caller {
  readonly principal: Principal;

  constructor(
    readonly origin: Origin,
    readonly request: OriginRequest,
    readonly options: CallerOptions,
    /** What the request comes through: its policy has to allow what the bucket's allows. */
    readonly through?: AccessPoint,
  ) {
    this.principal = principalOf(origin, options);
  }

  may(bucket: Bucket, action: string, key?: string, listing?: ReadonlyMap<string, string>): boolean {
    const context = (name: string) => this.#value(name, bucket, key, listing);
    const { principal, through } = this;
    const isAllowed =
      key === undefined
        ? bucket.allows({ principal, action, resource: bucket.arn, context })
        : bucket.allowsObject(key, { principal, action, context });
    if (!isAllowed) return false;
    if (through === undefined) return true;
    // Objects have the access point's ARN before theirs (S3 guide, "Multi-Region Access Point permissions").
    const named = key === undefined ? through.arn : `${through.arn}/object/${key}`;
    return through.allows({ principal, action, resource: named, context });
  }

  #value(name: string, bucket: Bucket, key: string | undefined, listing?: ReadonlyMap<string, string>) {
    const { request, principal } = this;
    if (name.startsWith("s3:existingobjecttag/")) {
      const version = key === undefined ? undefined : bucket.store.current(key);
      const tags = version?.type === "object" ? version.tags : {};
      return Object.entries(tags).find(([tag]) => tag.toLowerCase() === name.slice(21))?.[1];
    }
    const isService = principal.type === "service";
    switch (name) {
      case "aws:sourcearn":
        return isService ? request.sourceArn : undefined;
      case "aws:sourceaccount":
        return isService ? request.sourceArn.split(":")[4] : undefined;
      case "aws:securetransport":
        return String(request.scheme === "https");
      case "aws:sourceip":
        return isService ? undefined : this.options.edgeAddress;
      case "aws:referer":
        return request.headers.get("referer") ?? undefined;
      case "aws:useragent":
        return request.headers.get("user-agent") ?? undefined;
      case "s3:dataaccesspointarn":
        return this.through?.arn;
      case "s3:dataaccesspointaccount":
        return this.through?.arn.split(":")[4];
      case "aws:principalisawsservice":
        return String(isService);
      case "aws:principalservicename":
        return isService ? principal.service : undefined;
      case "s3:prefix":
      case "s3:delimiter":
      case "s3:max-keys":
        return listing?.get(name.slice(3));
      default:
        return undefined;
    }
  }
}

function principalOf({ kind }: Origin, options: CallerOptions): Principal {
  if (kind.type === "custom" || kind.access.type === "none") return { type: "anonymous" };
  if (kind.access.type === "oai") {
    const id = kind.access.identity.split("/").at(-1) as string;
    return { type: "oai", id, canonicalUserId: options.canonicalUserId(id) };
  }
  if (kind.access.signingBehavior === "never") return { type: "anonymous" };
  return { type: "service", service: "cloudfront.amazonaws.com" };
}
