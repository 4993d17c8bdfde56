import { describe, expect, it } from "vitest";
import type { CloudRequest } from "../../../rehearsal/cloud/http";
import {
  asPosted,
  asPut,
  authorizationOf,
  isPostForm,
  readPostForm,
} from "../../../rehearsal/cloud/s3/post-form";

const now = Date.parse("2026-01-01T00:00:00Z");

/** A form as a browser sends it, with the policy that names all of its fields unless another one is given. */
async function post(fields: Record<string, string>, file = "12345", policy?: object | string) {
  const conditions = Object.entries(fields).map(([name, value]) => ["eq", `$${name}`, value]);
  const given = policy ?? { expiration: "2026-01-01T01:00:00Z", conditions };
  const text = typeof given === "string" ? given : JSON.stringify(given);
  const data = new FormData();
  for (const [name, value] of Object.entries({ ...fields, policy: Buffer.from(text).toString("base64") }))
    data.append(name, value);
  data.append("file", new Blob([file]), "photo.jpg");
  data.append("submit", "behind the file");
  const sent = new Response(data);
  const request: CloudRequest = {
    ...{ method: "POST", path: "/b", rawQuery: "", query: new URLSearchParams(), region: undefined },
    headers: { "content-type": sent.headers.get("content-type") ?? "", host: "127.0.0.1:1" },
    body: Buffer.from(await sent.arrayBuffer()),
  };
  const form = await readPostForm(request);
  if (form === undefined) throw new Error("no form");
  return { form, request, put: asPut(request, "b", form, now) };
}

const refusalOf = async (...of: Parameters<typeof post>) => {
  const { put } = await post(...of);
  return "status" in put ? /<Code>(.*?)<.*<Message>(.*?)</.exec(String(put.body))?.slice(1) : undefined;
};

const key = { key: "up/photo.jpg", "x-amz-credential": "AKID/20260101/eu-west-1/s3/aws4_request" };

describe("a form that a browser sends to a bucket", () => {
  it("puts its file as its fields say, signed by them", async () => {
    const fields = { ...key, "Content-Type": "image/jpeg", "x-amz-meta-a": "1" };
    const { form, request, put } = await post(fields);
    expect(isPostForm("POST", request.headers)).toBe(true);
    expect(authorizationOf(form)).toContain(`Credential=${key["x-amz-credential"]}`);
    expect(put).toMatchObject({
      ...{ method: "PUT", path: "/b/up/photo.jpg", body: Buffer.from("12345") },
      headers: { "content-type": "image/jpeg", "x-amz-meta-a": "1" },
    });
  });

  it("names its key after the file, as its policy lets it", async () => {
    const conditions = [["starts-with", "$key", "up/"], { bucket: "b" }, ["content-length-range", 1, 5]];
    const policy = { expiration: "2026-01-01T01:00:00Z", conditions };
    const { put } = await post({ key: "up/${filename}" }, "12345", policy);
    expect(put).toMatchObject({ path: "/b/up/photo.jpg" });
    expect(await refusalOf({ key: "other" }, "1", policy)).toMatchObject([
      "AccessDenied",
      expect.any(String),
    ]);
    expect(await refusalOf({ key: "up/a" }, "123456", policy)).toMatchObject([
      "EntityTooLarge",
      expect.any(String),
    ]);
    expect(await refusalOf({ key: "up/a" }, "", policy)).toMatchObject([
      "EntityTooSmall",
      expect.any(String),
    ]);
  });

  it.each<[string, Record<string, string>, object | string | undefined, string, string]>([
    ["a policy that is none", key, "{", "InvalidPolicyDocument", "JSON"],
    [
      "one of yesterday",
      key,
      { expiration: "2025-12-31T00:00:00Z", conditions: [] },
      "AccessDenied",
      "expired",
    ],
    ["one that never ends", key, { conditions: [] }, "AccessDenied", "expired"],
    [
      "one for another bucket",
      key,
      { expiration: "2027-01-01T00:00:00Z", conditions: [{ bucket: "c" }] },
      "AccessDenied",
      "bucket",
    ],
    [
      "a field that it does not name",
      { key: "a", acl: "public-read" },
      { expiration: "2027-01-01T00:00:00Z", conditions: [{ key: "a" }] },
      "AccessDenied",
      "acl",
    ],
    [
      "a condition of no kind",
      { key: "a" },
      { expiration: "2027-01-01T00:00:00Z", conditions: [["ends-with", "$key", "a"], null] },
      "AccessDenied",
      "ends-with",
    ],
    ["no key", {}, undefined, "InvalidArgument", "key"],
  ])("is refused with %s", async (_what, fields, policy, code, reason) => {
    expect(await refusalOf(fields, "1", policy)).toEqual([code, expect.stringContaining(reason)]);
  });

  it("is answered as it asks", async () => {
    const answered = async (fields: Record<string, string>) => {
      const { form, put } = await post({ ...key, ...fields });
      if ("status" in put) throw new Error(String(put.body));
      return asPosted(form, put, "b", { status: 200, headers: { etag: '"e"' }, body: "" });
    };
    expect((await answered({})).status).toBe(204);
    const made = await answered({ success_action_status: "201" });
    expect([made.status, String(made.body)]).toEqual([
      201,
      expect.stringMatching(/<PostResponse.*<Key>up\/photo.jpg<\/Key>/s),
    ]);
    const led = await answered({ success_action_redirect: "https://a.example/done?x=1" });
    expect([led.status, led.headers.location]).toEqual([
      303,
      "https://a.example/done?x=1&bucket=b&key=up%2Fphoto.jpg&etag=%22e%22",
    ]);
  });
});
