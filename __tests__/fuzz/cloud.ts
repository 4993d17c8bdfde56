import { CreateDistributionCommand, CreateKeyValueStoreCommand } from "@aws-sdk/client-cloudfront";
import { groupedDistribution, startTestCloud } from "../rehearsal/cloud/support/test-cloud";
import { mutateText } from "./mutate-text";
import { strayErrors } from "./sending";
import type { FuzzTarget } from "./target";

const api = "/2020-05-31";
const header = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});

/** Where a body goes, and one that is taken there; of a distribution and a store that are there. */
const bodies = (id: string, arn: string, config: string): readonly (readonly [string, string, string])[] => [
  ["cloudfront", `POST ${api}/distribution`, config],
  [
    "cloudfront",
    `POST ${api}/distribution?WithTags`,
    `<DistributionConfigWithTags>${config.replace(/<\?.*?\?>/, "")}<Tags><Items><Tag><Key>a</Key><Value>b</Value></Tag></Items></Tags></DistributionConfigWithTags>`,
  ],
  [
    "cloudfront",
    `POST ${api}/cache-policy`,
    "<CachePolicyConfig><Name>a</Name><MinTTL>0</MinTTL><ParametersInCacheKeyAndForwardedToOrigin><EnableAcceptEncodingGzip>true</EnableAcceptEncodingGzip><HeadersConfig><HeaderBehavior>none</HeaderBehavior></HeadersConfig><CookiesConfig><CookieBehavior>none</CookieBehavior></CookiesConfig><QueryStringsConfig><QueryStringBehavior>whitelist</QueryStringBehavior><QueryStrings><Quantity>1</Quantity><Items><Name>q</Name></Items></QueryStrings></QueryStringsConfig></ParametersInCacheKeyAndForwardedToOrigin></CachePolicyConfig>",
  ],
  [
    "cloudfront",
    `POST ${api}/response-headers-policy`,
    "<ResponseHeadersPolicyConfig><Name>a</Name><CustomHeadersConfig><Quantity>1</Quantity><Items><ResponseHeadersPolicyCustomHeader><Header>x-a</Header><Value>b</Value><Override>true</Override></ResponseHeadersPolicyCustomHeader></Items></CustomHeadersConfig></ResponseHeadersPolicyConfig>",
  ],
  [
    "cloudfront",
    `POST ${api}/function`,
    "<CreateFunctionRequest><Name>f</Name><FunctionConfig><Comment>c</Comment><Runtime>cloudfront-js-2.0</Runtime></FunctionConfig><FunctionCode>ZnVuY3Rpb24gaGFuZGxlcihlKSB7IHJldHVybiBlLnJlcXVlc3QgfQ==</FunctionCode></CreateFunctionRequest>",
  ],
  [
    "cloudfront",
    `POST ${api}/key-value-store`,
    "<CreateKeyValueStoreRequest><Name>b</Name></CreateKeyValueStoreRequest>",
  ],
  [
    "cloudfront",
    `POST ${api}/distribution/${id}/invalidation`,
    "<InvalidationBatch><Paths><Quantity>1</Quantity><Items><Path>/a*</Path></Items></Paths><CallerReference>r</CallerReference></InvalidationBatch>",
  ],
  [
    "cloudfront",
    `POST ${api}/tagging?Operation=Tag&Resource=arn:aws:cloudfront::123456789012:distribution/${id}`,
    "<Tags><Items><Tag><Key>a</Key><Value>b</Value></Tag></Items></Tags>",
  ],
  [
    "s3",
    "PUT /bucket?replication",
    "<ReplicationConfiguration><Role>r</Role><Rule><ID>a</ID><Priority>1</Priority><Status>Enabled</Status><Filter><Prefix>p</Prefix></Filter><Destination><Bucket>arn:aws:s3:::b</Bucket></Destination></Rule></ReplicationConfiguration>",
  ],
  [
    "s3",
    "PUT /bucket?website",
    "<WebsiteConfiguration><IndexDocument><Suffix>i.html</Suffix></IndexDocument></WebsiteConfiguration>",
  ],
  [
    "s3",
    "PUT /bucket?cors",
    "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>",
  ],
  [
    "cloudfront-keyvaluestore",
    `POST /key-value-stores/${encodeURIComponent(arn)}/keys`,
    JSON.stringify({ Puts: [{ Key: "a", Value: "b" }], Deletes: [{ Key: "c" }] }),
  ],
];

type Local = Awaited<ReturnType<typeof startTestCloud>>;

/** Bodies of the CloudFront, S3 and KeyValueStore APIs, one after the other at one cloud. */
function cloud(takes: (service: string) => boolean): FuzzTarget {
  let started: Promise<{ local: Local; places: ReturnType<typeof bodies> }> | undefined;
  let stray: ReturnType<typeof strayErrors> | undefined;
  const start = async () => {
    stray = strayErrors();
    const local = await startTestCloud();
    const { Distribution } = await local.client.send(
      new CreateDistributionCommand({ DistributionConfig: groupedDistribution() }),
    );
    const store = await local.client.send(new CreateKeyValueStoreCommand({ Name: "store" }));
    const id = Distribution?.Id ?? "";
    const found = await fetch(`${local.cloud.url}${api}/distribution/${id}/config`, {
      headers: header("cloudfront"),
    });
    const places = bodies(id, store.KeyValueStore?.ARN ?? "", await found.text());
    return { local, places: places.filter(([service]) => takes(service)) };
  };
  const running = () => {
    started ??= start();
    return started;
  };
  return {
    seeds: async () => (await running()).places.map(([, , body], place) => `${place} ${body}`),
    mutate: (seed, random) => {
      const at = seed.indexOf(" ") + 1;
      return seed.slice(0, at) + mutateText(seed.slice(at), random);
    },
    async read(text) {
      const { local, places } = await running();
      const at = text.indexOf(" ");
      const [service, line] = places[Number(text.slice(0, at))] ?? ["cloudfront", `GET ${api}/distribution`];
      const [method = "GET", path = "/"] = line.split(" ");
      local.log.length = 0;
      const answer = await fetch(`${local.cloud.url}${path}`, {
        method,
        headers: { ...header(service), "if-match": "*" },
        body: text.slice(at + 1),
      });
      await answer.arrayBuffer();
      const said = local.log.find((entry) => / at .+:\d+:\d+/.test(entry));
      const found = stray?.take() ?? (said === undefined ? undefined : new Error(said));
      if (found !== undefined) throw found;
      if (answer.status === 500) throw new Error(`500 of ${line}`);
    },
    isRefusal: () => false,
    async close() {
      stray?.end();
      const { local } = (await started) ?? {};
      started = undefined;
      await local?.close();
    },
  };
}

export const cloudBodies = cloud((service) => service !== "cloudfront-keyvaluestore");
export const storeBodies = cloud((service) => service === "cloudfront-keyvaluestore");
