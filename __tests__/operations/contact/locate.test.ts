import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { STSClient } from "@aws-sdk/client-sts";
import { afterEach, expect, test, vi } from "vitest";
import { locateSite } from "../../../operations/contact/locate";
import { renderSheet } from "../../../operations/contact/sheet";
import { StoreError } from "../../../release";
import { S3Store } from "../../../release/aws/s3-store";
import { folderOf } from "../../support/release/folder";
import { siteConfig } from "../../support/release/world";
import { outputsOf } from "../../support/site-outputs";

afterEach(() => vi.restoreAllMocks());

const site = siteConfig({ name: "docs" });
const { bucketSuffix, regions } = site;
const own = { site, definition: { name: "docs", bucketSuffix, regions } };

function outputsFile(): string {
  const file = join(folderOf({}), "outputs.json");
  writeFileSync(file, JSON.stringify(outputsOf("E1")));
  return file;
}

/** STS that answers so, and buckets without a sheet. */
function aws(sts: () => unknown) {
  vi.spyOn(STSClient.prototype, "send").mockImplementation(async () => sts());
  return vi.spyOn(S3Store.prototype, "get").mockRejectedValue(new StoreError("not-found", "no sheet"));
}

const caller = () => ({ Account: "123456789012", Arn: "arn:aws:iam::123456789012:user/ann" });
const silence = () => {
  throw Object.assign(new Error("no route"), { code: "ECONNREFUSED" });
};

test("a site whose outputs are given is found without a look into its buckets", async () => {
  const buckets = aws(caller);
  const known = await locateSite({ name: "docs", file: outputsFile(), own });
  expect([known.outputs.distribution.id, buckets.mock.calls.length]).toEqual(["E1", 0]);
});

test("buckets that answer make up for a silent STS", async () => {
  const buckets = aws(silence);
  expect(await locateSite({ name: "docs", file: outputsFile(), own })).toMatchObject({ site });
  expect(buckets).toHaveBeenCalledTimes(2);
  buckets.mockRejectedValue(new StoreError("connection-lost", "nothing"));
  await expect(locateSite({ name: "docs", file: outputsFile(), own })).rejects.toMatchObject({
    code: "AWS_SILENT",
  });
});

test("whoever renews the sheet reads it where there is nothing else to go by", async () => {
  const buckets = aws(caller);
  const body = new TextEncoder().encode(renderSheet({ ...own, outputs: outputsOf("E2") }));
  buckets.mockResolvedValue({ body } as never);
  const renewing = { name: "docs", own, renewing: true };
  expect(await locateSite(renewing)).toMatchObject({ outputs: { distribution: { id: "E2" } } });
});
