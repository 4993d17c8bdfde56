import { expect, test } from "vitest";
import type { CloudRequest, CloudResponse } from "../../../rehearsal/cloud/http";
import { withListing } from "../../../rehearsal/cloud/s3/listing";

/** What moto says to the second version of a listing, to which the first one is sent as well. */
const page = `<?xml version="1.0" encoding="utf-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>true</IsTruncated><Name>b</Name><Prefix/><Delimiter>/</Delimiter><MaxKeys>2</MaxKeys><Contents><Key>a+b</Key></Contents><CommonPrefixes><Prefix>c/</Prefix></CommonPrefixes><EncodingType>url</EncodingType><KeyCount>2</KeyCount><NextContinuationToken>1</NextContinuationToken><StartAfter>x+y</StartAfter></ListBucketResult>`;

async function list(rawQuery: string, answer: Partial<CloudResponse> = {}) {
  const sent: string[] = [];
  const request: CloudRequest = {
    ...{ method: "GET", path: "/b", rawQuery, query: new URLSearchParams(rawQuery) },
    ...{ headers: {}, body: Buffer.alloc(0), region: "eu-west-1" },
  };
  const response = await withListing(request, { bucket: "b", key: undefined }, async (one) => {
    sent.push(one.rawQuery);
    return { status: 200, headers: {}, body: page, ...answer };
  });
  const text = Buffer.from(response.body).toString();
  const said = (name: string) => new RegExp(`<${name}>(.*?)</${name}>`).exec(text)?.[1];
  return { status: response.status, sent, said };
}

test("the first version has each common prefix on one page, and a marker by a name", async () => {
  const { sent, said } = await list("delimiter=%2F&max-keys=2&marker=a&encoding-type=url");
  const asked = new URLSearchParams(sent[0]);
  expect([asked.get("list-type"), asked.get("start-after"), asked.get("marker")]).toEqual(["2", "a", null]);
  expect([said("Marker"), said("NextMarker")]).toEqual(["a", "c/"]);
  for (const name of ["KeyCount", "NextContinuationToken", "StartAfter"]) expect(said(name)).toBeUndefined();
});

test("without a delimiter the last key is the marker, which nobody has to say", async () => {
  expect((await list("max-keys=2")).said("NextMarker")).toBeUndefined();
});

test("the second version encodes where it starts as it does all names", async () => {
  const { sent, said } = await list("list-type=2&start-after=x%2By&encoding-type=url");
  expect([sent, said("StartAfter")]).toEqual([["list-type=2&start-after=x%2By&encoding-type=url"], "x%2By"]);
});

test("a token that leads nowhere is an argument's fault", async () => {
  const { status, said } = await list("list-type=2&continuation-token=bad", {
    ...{ status: 500, body: "<!doctype html>" },
  });
  expect([status, said("Code")]).toEqual([400, "InvalidArgument"]);
});
