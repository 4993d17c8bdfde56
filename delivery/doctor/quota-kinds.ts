import {
  CloudFrontClient,
  type DistributionSummary,
  ListCachePoliciesCommand,
  ListFunctionsCommand,
  ListOriginRequestPoliciesCommand,
  ListResponseHeadersPoliciesCommand,
  paginateListKeyValueStores,
  paginateListOriginAccessControls,
} from "@aws-sdk/client-cloudfront";
import { GetAccountSummaryCommand, IAMClient, paginateListRoles } from "@aws-sdk/client-iam";
import { paginateListBuckets, type S3Client } from "@aws-sdk/client-s3";
import { accountQuotas } from "../../facts/cloudfront/limits";
import { accountBuckets } from "../../facts/s3/limits";
import { impatient } from "../../operations/aws";
import { createS3Client } from "../../release/aws/clients";

/** What an account is asked through. */
export interface QuotaClients {
  readonly cloudFront: CloudFrontClient;
  readonly iam: IAMClient;
  readonly s3: S3Client;
}

/** What an account has of one kind, by name, and how many it has room for. */
export interface QuotaUse {
  readonly names: readonly string[];
  readonly most: number;
}

/** Of a kind that an account has only so many of. */
export interface QuotaKind {
  readonly name: string;
  /** Of the resources of it in a stack. */
  readonly type: string;
  /** Attribute of such a resource that names it. @default "name" */
  readonly named?: string;
  readonly held: () => Promise<QuotaUse>;
}

/** The clients of AWS itself, which give up in time. */
export function quotaClients(region: string): QuotaClients {
  return {
    cloudFront: new CloudFrontClient({ region: "us-east-1", ...impatient }),
    iam: new IAMClient({ region: "us-east-1", ...impatient }),
    s3: createS3Client(region),
  };
}

/**
 * All that a stack makes and an account has only so many of.
 *
 * @param distributions those of the account
 */
export function quotaKinds(
  { cloudFront: client, iam, s3 }: QuotaClients,
  distributions: () => Promise<readonly DistributionSummary[]>,
): QuotaKind[] {
  const of = (most: number, names: () => Promise<readonly (string | undefined)[]>) => async () => ({
    most,
    names: (await names()).map((name) => name ?? ""),
  });
  return [
    {
      name: "distributions",
      type: "aws_cloudfront_distribution",
      named: "comment",
      // A comment is no name: two distributions may have the same.
      held: of(accountQuotas.distributions, async () =>
        (await distributions()).map(({ Comment, Id }, index, all) =>
          all.findIndex((one) => one.Comment === Comment) === index && Comment ? Comment : Id,
        ),
      ),
    },
    {
      name: "cache policies",
      type: "aws_cloudfront_cache_policy",
      held: of(accountQuotas.cachePolicies, () =>
        everyPage(async (Marker) => {
          const { CachePolicyList } = await client.send(
            new ListCachePoliciesCommand({ Type: "custom", Marker }),
          );
          const names = CachePolicyList?.Items?.map(
            ({ CachePolicy }) => CachePolicy?.CachePolicyConfig?.Name,
          );
          return { names, next: CachePolicyList?.NextMarker };
        }),
      ),
    },
    {
      name: "response headers policies",
      type: "aws_cloudfront_response_headers_policy",
      held: of(accountQuotas.headersPolicies, () =>
        everyPage(async (Marker) => {
          const { ResponseHeadersPolicyList: list } = await client.send(
            new ListResponseHeadersPoliciesCommand({ Type: "custom", Marker }),
          );
          const names = list?.Items?.map(
            ({ ResponseHeadersPolicy }) => ResponseHeadersPolicy?.ResponseHeadersPolicyConfig?.Name,
          );
          return { names, next: list?.NextMarker };
        }),
      ),
    },
    {
      name: "origin request policies",
      type: "aws_cloudfront_origin_request_policy",
      held: of(accountQuotas.forwardPolicies, () =>
        everyPage(async (Marker) => {
          const { OriginRequestPolicyList: list } = await client.send(
            new ListOriginRequestPoliciesCommand({ Type: "custom", Marker }),
          );
          const names = list?.Items?.map(
            ({ OriginRequestPolicy }) => OriginRequestPolicy?.OriginRequestPolicyConfig?.Name,
          );
          return { names, next: list?.NextMarker };
        }),
      ),
    },
    {
      name: "functions",
      type: "aws_cloudfront_function",
      held: of(accountQuotas.functions, () =>
        everyPage(async (Marker) => {
          const { FunctionList } = await client.send(new ListFunctionsCommand({ Marker }));
          return { names: FunctionList?.Items?.map(({ Name }) => Name), next: FunctionList?.NextMarker };
        }),
      ),
    },
    {
      name: "origin access controls",
      type: "aws_cloudfront_origin_access_control",
      held: of(accountQuotas.originAccessControls, () =>
        inPages(paginateListOriginAccessControls({ client }, {}), ({ OriginAccessControlList }) =>
          OriginAccessControlList?.Items?.map(({ Name }) => Name),
        ),
      ),
    },
    {
      name: "key value stores",
      type: "aws_cloudfront_key_value_store",
      held: of(accountQuotas.keyValueStores, () =>
        inPages(paginateListKeyValueStores({ client }, {}), ({ KeyValueStoreList }) =>
          KeyValueStoreList?.Items?.map(({ Name }) => Name),
        ),
      ),
    },
    {
      name: "roles",
      type: "aws_iam_role",
      held: async () => {
        const [{ SummaryMap }, names] = await Promise.all([
          iam.send(new GetAccountSummaryCommand()),
          inPages(paginateListRoles({ client: iam }, {}), ({ Roles }) =>
            Roles?.map(({ RoleName }) => RoleName),
          ),
        ]);
        // IAM says what it has room for; 1,000 until that is raised (IAM guide, IAM and STS quotas).
        return { most: SummaryMap?.RolesQuota ?? 1_000, names: names.map((name) => name ?? "") };
      },
    },
    {
      name: "buckets",
      type: "aws_s3_bucket",
      named: "bucket",
      held: of(accountBuckets, () =>
        inPages(paginateListBuckets({ client: s3 }, {}), ({ Buckets }) => Buckets?.map(({ Name }) => Name)),
      ),
    },
  ];
}

type Names = readonly (string | undefined)[];

async function everyPage(
  page: (
    marker: string | undefined,
  ) => Promise<{ readonly names: Names | undefined; readonly next: string | undefined }>,
): Promise<Names> {
  const all: (string | undefined)[] = [];
  let marker: string | undefined;
  do {
    const { names = [], next } = await page(marker);
    all.push(...names);
    marker = next;
  } while (marker);
  return all;
}

async function inPages<Page>(
  pages: AsyncIterable<Page>,
  namesOf: (page: Page) => Names | undefined,
): Promise<Names> {
  const all: (string | undefined)[] = [];
  for await (const page of pages) all.push(...(namesOf(page) ?? []));
  return all;
}
