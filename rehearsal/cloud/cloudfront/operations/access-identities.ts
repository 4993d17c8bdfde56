import { createHash } from "node:crypto";
import { emptyResponse, xmlResponse } from "../../http";
import { element, escapeXml, xmlDocument } from "../../xml/element";
import type { CloudFrontContext } from "../context";
import type { Entity } from "../entities";
import { CloudFrontError } from "../errors";
import { markedList, pageOf } from "../lists";
import type { Operation } from "../operation";
import { type OriginAccessIdentityConfig, originAccessIdentityConfig as shape } from "../shapes/policies";

type Identity = Entity<OriginAccessIdentityConfig>;

const PATH = "/origin-access-identity/cloudfront";
const CONFIG = "CloudFrontOriginAccessIdentityConfig";

/** S3's name for an identity, which bucket policies may use in its place. */
export function canonicalUserId(id: string): string {
  return createHash("sha256").update(id).digest("hex").repeat(2).slice(0, 96);
}

/** Origin access identities, the older way to private buckets. */
export function accessIdentityOperations({ state, ids, clock }: CloudFrontContext): Operation[] {
  const table = state.originAccessIdentities;
  const answer = (status: number, identity: Identity, location?: string) => {
    const content =
      element("Id", identity.id) +
      element("S3CanonicalUserId", canonicalUserId(identity.id)) +
      shape.write(CONFIG, identity.config);
    return xmlResponse(status, xmlDocument("CloudFrontOriginAccessIdentity", content), {
      etag: identity.etag,
      ...(location && { location }),
    });
  };
  return [
    {
      name: "CreateCloudFrontOriginAccessIdentity",
      method: "POST",
      path: PATH,
      handle: (call) => {
        const config = call.body(CONFIG, shape);
        const known = table.all().find((one) => one.config.CallerReference === config.CallerReference);
        if (known !== undefined && known.config.Comment !== config.Comment)
          throw new CloudFrontError(
            "CloudFrontOriginAccessIdentityAlreadyExists",
            "The CallerReference belongs to an identity with another configuration.",
          );
        const identity =
          known ?? table.put({ id: ids.short(), etag: ids.short(), lastModified: clock.now(), config });
        return answer(201, identity, `/2020-05-31${PATH}/${identity.id}`);
      },
    },
    {
      name: "GetCloudFrontOriginAccessIdentity",
      method: "GET",
      path: `${PATH}/{id}`,
      handle: (call) => answer(200, table.get(call.parameter("id"))),
    },
    {
      name: "GetCloudFrontOriginAccessIdentityConfig",
      method: "GET",
      path: `${PATH}/{id}/config`,
      handle: (call) => {
        const { config, etag } = table.get(call.parameter("id"));
        return xmlResponse(200, xmlDocument(CONFIG, shape.content(config)), { etag });
      },
    },
    {
      name: "UpdateCloudFrontOriginAccessIdentity",
      method: "PUT",
      path: `${PATH}/{id}/config`,
      handle: (call) => {
        const { id } = table.matching(call.parameter("id"), call.ifMatch);
        const config = call.body(CONFIG, shape);
        return answer(200, table.put({ id, etag: ids.short(), lastModified: clock.now(), config }));
      },
    },
    {
      name: "DeleteCloudFrontOriginAccessIdentity",
      method: "DELETE",
      path: `${PATH}/{id}`,
      handle: (call) => {
        const { id } = table.matching(call.parameter("id"), call.ifMatch);
        const reference = `origin-access-identity/cloudfront/${id}`;
        const isInUse = state.distributions
          .all()
          .some(({ config }) =>
            config.Origins.some((origin) => origin.S3OriginConfig?.OriginAccessIdentity === reference),
          );
        if (isInUse)
          throw new CloudFrontError(
            "CloudFrontOriginAccessIdentityInUse",
            "The origin access identity is still being used by one or more distributions.",
          );
        table.delete(id);
        return emptyResponse(204);
      },
    },
    {
      name: "ListCloudFrontOriginAccessIdentities",
      method: "GET",
      path: PATH,
      handle: (call) => {
        const page = pageOf(table.all(), (identity) => identity.id, call);
        return xmlResponse(200, xmlDocument("CloudFrontOriginAccessIdentityList", markedList(page, summary)));
      },
    },
  ];
}

function summary({ id, config }: Identity): string {
  const content =
    element("Id", id) +
    element("S3CanonicalUserId", canonicalUserId(id)) +
    element("Comment", escapeXml(config.Comment));
  return element("CloudFrontOriginAccessIdentitySummary", content);
}
