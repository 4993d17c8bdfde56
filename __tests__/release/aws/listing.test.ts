import { describe, expect, it } from "vitest";
import { parseListing } from "../../../release/aws/listing";

function listing(contents: string): Buffer {
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${contents}</ListBucketResult>`,
  );
}

describe("a page of a listing", () => {
  it("has its objects, whatever the order of their members, and where to go on", () => {
    const page = parseListing(
      listing(`<Name>site</Name><IsTruncated>true</IsTruncated>
        <NextContinuationToken>1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=&amp;</NextContinuationToken>
        <Contents><Key>a%20b%2Bc/caf%C3%A9+%26%0A.html</Key><LastModified>2030-01-01T00:00:01.000Z</LastModified>
          <ETag>&quot;d41d8cd98f00b204e9800998ecf8427e&quot;</ETag><Size>12</Size><StorageClass>STANDARD</StorageClass></Contents>
        <Contents><Size>0</Size><ETag>&#34;e&#x22;</ETag><Owner><ID>1</ID></Owner><Key>b.txt</Key></Contents>`),
    );
    expect(page).toEqual({
      objects: [
        {
          key: "a b+c/caf\u00e9 &\n.html",
          etag: "d41d8cd98f00b204e9800998ecf8427e",
          size: 12,
          lastModified: Date.UTC(2030, 0, 1, 0, 0, 1),
        },
        { key: "b.txt", etag: "e", size: 0, lastModified: 0 },
      ],
      next: "1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=&",
    });
  });

  it("may be empty", () => {
    expect(parseListing(listing("<KeyCount>0</KeyCount>"))).toEqual({ objects: [] });
  });

  it.each([
    ["another document", Buffer.from("<html>sign in</html>")],
    ["a document that breaks off", listing("<Contents><Key>a</Key></Contents>").subarray(0, -8)],
    ["an object that breaks off", listing("<Contents><Key>a</Key>")],
    ["nothing", Buffer.alloc(0)],
  ])("is not made of %s", (_, document) => {
    expect(parseListing(document)).toBeUndefined();
  });
});
