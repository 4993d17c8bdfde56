import { describe, expect, it } from "vitest";
import type { CloudRequest } from "../../../rehearsal/cloud/http";
import { badArgument } from "../../../rehearsal/cloud/s3/arguments";
import { wrongValue } from "../../../rehearsal/cloud/s3/kept-values";
import { targetOf } from "../../../rehearsal/cloud/s3/target";
import { quiet } from "../../../rehearsal/cloud/s3/writes";
import { parseXml } from "../../../rehearsal/cloud/xml/element";

function request(
  method: string,
  target: string,
  headers: Record<string, string> = {},
  body = "",
): CloudRequest {
  const [path = "", rawQuery = ""] = target.split("?");
  return {
    ...{ method, path, rawQuery, query: new URLSearchParams(rawQuery), headers },
    ...{ body: Buffer.from(body), region: "eu-west-1" },
  };
}

const batch = (count: number) => `<Delete>${"<Object><Key>k</Key></Object>".repeat(count)}</Delete>`;
const tags = (...keys: string[]) =>
  `<Tagging><TagSet>${keys.map((key) => `<Tag><Key>${key}</Key><Value/></Tag>`).join("")}</TagSet></Tagging>`;
const codeOf = (refusal: { readonly body: string | Uint8Array } | undefined) =>
  refusal && /<Code>(.*?)</.exec(String(refusal.body))?.[1];

describe("S3 refuses, whatever there is,", () => {
  it.each<[string, string, CloudRequest]>([
    ["a method of another service", "MethodNotAllowed", request("PATCH", "/b/k")],
    [
      "another owner",
      "AccessDenied",
      request("HEAD", "/b", { "x-amz-expected-bucket-owner": "111111111111" }),
    ],
    ["a list of buckets without a signature", "AccessDenied", request("GET", "/")],
    ["a version id that is none", "InvalidArgument", request("GET", "/b/k?versionId=nope")],
    ["an empty version id", "InvalidArgument", request("DELETE", "/b/k?versionId=")],
    ["a negative number of keys", "InvalidArgument", request("GET", "/b?list-type=2&max-keys=-1")],
    [
      "a version to start at without its key",
      "InvalidArgument",
      request("GET", "/b?versions&version-id-marker=x"),
    ],
    [
      "an encryption that it has not",
      "InvalidArgument",
      request("PUT", "/b/k", { "x-amz-server-side-encryption": "AES128" }),
    ],
    [
      "a redirect that leads nowhere",
      "InvalidRedirectLocation",
      request("PUT", "/b/k", { "x-amz-website-redirect-location": "elsewhere" }),
    ],
    ["more than a thousand deletions", "MalformedXML", request("POST", "/b?delete", {}, batch(1001))],
    ["no deletion", "MalformedXML", request("POST", "/b?delete", {}, batch(0))],
    ["a tag twice", "InvalidTag", request("PUT", "/b/k?tagging", {}, tags("a", "b", "a"))],
  ])("%s, with %s", (_what, code, asked) => {
    expect(codeOf(badArgument(asked, targetOf(asked)))).toBe(code);
  });

  it.each<[string, CloudRequest]>([
    ["a signed list of buckets", request("GET", "/", { authorization: "AWS somebody:signature" })],
    ["its own account", request("HEAD", "/b", { "x-amz-expected-bucket-owner": "123456789012" })],
    ["the version null", request("GET", "/b/k?versionId=null")],
    ["an id of this cloud", request("GET", "/b/k?versionId=16275ce5-75e8-4bd6-9c31-fb412ef0e37f")],
    ["an id of S3", request("GET", "/b/k?versionId=3HL4kqtJvjVBH40Nrjfkd3sL9.Kx_Az.")],
    ["a thousand deletions", request("POST", "/b?delete", {}, batch(1000))],
    ["a redirect to a key", request("PUT", "/b/k", { "x-amz-website-redirect-location": "/other" })],
    ["tags", request("PUT", "/b/k?tagging", {}, tags("a", "b"))],
  ])("and takes %s", (_what, asked) => {
    expect(badArgument(asked, targetOf(asked))).toBeUndefined();
  });
});

describe("a setting that is kept as it was put", () => {
  const lifecycle = (...rules: string[]) =>
    wrongValue(
      parseXml(
        `<LifecycleConfiguration>${rules.map((rule) => `<Rule>${rule}</Rule>`).join("")}</LifecycleConfiguration>`,
      ),
    );

  it("has values that S3 takes", () => {
    const days = (action: string, field: string, value: string) =>
      `<${action}><${field}>${value}</${field}></${action}>`;
    expect(codeOf(lifecycle(days("Expiration", "Days", "0")))).toBe("InvalidArgument");
    expect(codeOf(lifecycle(days("NoncurrentVersionExpiration", "NoncurrentDays", "x")))).toBe(
      "InvalidArgument",
    );
    expect(codeOf(lifecycle("<ID>a</ID>", "<ID>a</ID>"))).toBe("InvalidArgument");
    expect(
      lifecycle(`<ID>a</ID>${days("Transition", "Days", "0")}`, "<ID>b</ID>", "<ID></ID>"),
    ).toBeUndefined();
    const versioning = (status: string) =>
      wrongValue(parseXml(`<VersioningConfiguration><Status>${status}</Status></VersioningConfiguration>`));
    expect([codeOf(versioning("On")), versioning("Suspended")]).toEqual(["MalformedXML", undefined]);
  });
});

describe("a batch of deletions that is quiet", () => {
  it("says what failed, and nothing else", () => {
    const failed = "<Error><Key>b</Key><Code>AccessDenied</Code></Error>";
    const answer = {
      ...{ status: 200, headers: {} },
      body: `<DeleteResult><Deleted><Key>a</Key></Deleted>${failed}</DeleteResult>`,
    };
    const asked = (said: string) => request("POST", "/b?delete", {}, `<Delete>${said}</Delete>`);
    expect(quiet(asked("<Quiet>true</Quiet>"), answer).body).toBe(`<DeleteResult>${failed}</DeleteResult>`);
    expect(quiet(asked(""), answer)).toBe(answer);
  });
});
