import { describe, expect, it } from "vitest";
import { readCorsXml, readPublicAccessBlock, readWebsiteXml } from "../../../rehearsal/cloud/s3/settings-xml";

const namespace = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

describe("a website configuration", () => {
  it("is its index document and its error document", () => {
    const xml = `<WebsiteConfiguration ${namespace}><ErrorDocument><Key>errors/404.html</Key></ErrorDocument><IndexDocument><Suffix>index.html</Suffix></IndexDocument></WebsiteConfiguration>`;
    expect(readWebsiteXml(xml)).toEqual({ indexDocument: "index.html", errorDocument: "errors/404.html" });
  });

  it("reads a redirection of everything, and routing rules", () => {
    const read = (parts: string) => readWebsiteXml(`<WebsiteConfiguration>${parts}</WebsiteConfiguration>`);
    const all =
      "<RedirectAllRequestsTo><HostName>example.com</HostName><Protocol>https</Protocol></RedirectAllRequestsTo>";
    expect(read(all)).toEqual({
      ...{ indexDocument: "", redirectAll: { hostName: "example.com", protocol: "https" } },
    });
    const rule =
      "<RoutingRule><Condition><KeyPrefixEquals>old/</KeyPrefixEquals></Condition>" +
      "<Redirect><ReplaceKeyPrefixWith>new/</ReplaceKeyPrefixWith><HttpRedirectCode>302</HttpRedirectCode></Redirect></RoutingRule>";
    const index = "<IndexDocument><Suffix>index.html</Suffix></IndexDocument>";
    expect(read(`${index}<RoutingRules>${rule}</RoutingRules>`).routingRules).toEqual([
      { keyPrefix: "old/", redirect: { replaceKeyPrefixWith: "new/", status: 302 } },
    ]);
  });

  it.each([
    ["no index document", "", 'index document ""'],
    [
      "a path",
      "<IndexDocument><Suffix>a/index.html</Suffix></IndexDocument>",
      'index document "a/index.html"',
    ],
  ])("with %s is refused", (_, parts, reason) => {
    expect(() => readWebsiteXml(`<WebsiteConfiguration>${parts}</WebsiteConfiguration>`)).toThrow(reason);
  });
});

describe("a public access block", () => {
  it.each([
    ["<BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>TRUE</RestrictPublicBuckets>", true],
    ["<BlockPublicPolicy>false</BlockPublicPolicy>", false],
    ["<BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls>", false],
    ["", false],
  ])("of %j blocks policies: %s; what is not named is off", (parts, isOn) => {
    const xml = `<PublicAccessBlockConfiguration ${namespace}>${parts}</PublicAccessBlockConfiguration>`;
    expect(readPublicAccessBlock(xml)).toEqual({ blockPublicPolicy: isOn, restrictPublicBuckets: isOn });
  });
});

describe("a CORS configuration", () => {
  it("is its rules, with every repeated element", () => {
    const rule =
      "<CORSRule><AllowedOrigin>https://a.example</AllowedOrigin><AllowedOrigin>https://b.example</AllowedOrigin><AllowedMethod>GET</AllowedMethod><AllowedMethod>HEAD</AllowedMethod><AllowedHeader>*</AllowedHeader><ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>600</MaxAgeSeconds></CORSRule>";
    const xml = `<CORSConfiguration ${namespace}>${rule}<CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>`;
    expect(readCorsXml(xml, "site")).toEqual([
      {
        allowedOrigins: ["https://a.example", "https://b.example"],
        allowedMethods: ["GET", "HEAD"],
        allowedHeaders: ["*"],
        exposeHeaders: ["ETag"],
        maxAge: 600,
      },
      { allowedOrigins: ["*"], allowedMethods: ["GET"], allowedHeaders: [], exposeHeaders: [] },
    ]);
  });

  it("with a method that S3 has no CORS for is refused", () => {
    const xml =
      "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>PATCH</AllowedMethod></CORSRule></CORSConfiguration>";
    expect(() => readCorsXml(xml, "site")).toThrow(/PATCH/);
  });
});

describe("what is no XML", () => {
  it.each([[readWebsiteXml], [readPublicAccessBlock], [(xml: string) => readCorsXml(xml, "site")]])(
    "is refused by each reader",
    (read) => {
      expect(() => read("<CORSRule><AllowedOrigin>")).toThrow();
    },
  );
});
