import { expect, it } from "vitest";
import { answerOf, memoryBuckets } from "../../bench/release/memory-s3";

/** The names in a listing, and whether it says that they are encoded: the AWS CLI decodes them then alone. */
function listed(query: string): readonly [names: readonly string[], isSaid: boolean] {
  const bucket = memoryBuckets()("b");
  bucket.write("a b/c&d.html", Buffer.from(""));
  const body = String(
    answerOf(bucket, "b", { headers: {}, method: "GET", url: `/b${query}` }, Buffer.from("")).body,
  );
  const names = [...body.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, name = ""]) => name);
  return [names, body.includes("<EncodingType>url</EncodingType>")];
}

it("says of a listing that its names are encoded, where they are", () => {
  expect(listed("?list-type=2&encoding-type=url")).toEqual([["a%20b/c%26d.html"], true]);
  expect(listed("?list-type=2")).toEqual([["a b/c&d.html"], false]);
});
