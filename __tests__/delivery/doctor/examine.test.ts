import type { S3Client } from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { ownership } from "../../../delivery/doctor/buckets";
import { nodeCheck, unsure } from "../../../delivery/doctor/examine";
import { siteJson } from "../../support/site-json";

describe("the doctor", () => {
  test.each([
    ["20.18.3", false],
    ["20.19.0", true],
    ["24.0.1", true],
  ])("knows by Node %s whether outlast runs: %s", (version, ok) => {
    expect(nodeCheck(version)).toMatchObject({ name: "node", ok, detail: expect.stringContaining(version) });
  });

  test("says of a quota whose number is written nowhere that it is unsure, where a site needs some of it", () => {
    const of = (format: "legacy" | "parquet") =>
      JSON.stringify(siteJson({ distribution: { accessLogs: { format } } }));
    expect(unsure([of("legacy")])).toEqual([]);
    expect(unsure([of("parquet"), of("legacy")])).toEqual([
      expect.stringMatching(/deliveries of logs .*\(1 of each to be there\): UNSURE/),
    ]);
  });

  const bucket = { name: "docs-primary", region: "eu-central-1" };
  const answering = (httpStatusCode?: number) => {
    const error = Object.assign(new Error("no"), { $metadata: { httpStatusCode } });
    const send = () => (httpStatusCode === 200 ? Promise.resolve({}) : Promise.reject(error));
    return { send } as unknown as Pick<S3Client, "send">;
  };

  test.each([
    [200, true, "is there"],
    [404, true, "the name is free"],
    [403, false, "somebody else has this name"],
    [301, false, "is in another region than eu-central-1"],
  ])("knows by %i of HeadBucket whose a bucket is", async (status, ok, said) => {
    expect(await ownership(bucket, answering(status))).toEqual({ ok, detail: expect.stringContaining(said) });
  });

  test("does not take an answer that says nothing for a free name", async () => {
    await expect(ownership(bucket, answering(500))).rejects.toThrow("no");
  });
});
