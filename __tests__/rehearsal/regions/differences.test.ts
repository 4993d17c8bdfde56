import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { answer, oacPolicy, originOf, primaryOrigin, twoRegions } from "./fixtures";

describe("unlike S3, a bucket here", () => {
  it("takes no multipart upload, and gives every object the MD5 of its bytes for an ETag", async () => {
    const policy = oacPolicy("site-a", ["s3:GetObject", "s3:PutObject"]);
    const { regions } = twoRegions({}, { policy });
    for (const [method, query] of [
      ["POST", "uploads"],
      ["POST", "uploadId=1"],
    ] as const)
      expect((await answer(regions, primaryOrigin, "/large", { method, query })).status).toBeGreaterThan(400);
    // Tools send what is larger than 8 MB in parts.
    const large = Buffer.alloc(9 * 1024 * 1024, "x");
    regions.store("site-a").put("large", large);
    const { headers } = await answer(regions, primaryOrigin, "/large", { method: "HEAD" });
    expect(headers.get("etag")).toBe(`"${createHash("md5").update(large).digest("hex")}"`);
  });

  it("answers at its global name at once, whatever its region", async () => {
    const { regions } = twoRegions();
    for (const bucket of ["site-a", "site-b"]) {
      regions.store(bucket).put("page", Buffer.from(bucket));
      const global = originOf(`${bucket}.s3.amazonaws.com`);
      expect((await answer(regions, global, "/page")).status).toBe(200);
    }
  });
});
