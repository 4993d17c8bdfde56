import { describe, expect, it } from "vitest";
import type { CloudRequest, CloudResponse } from "../../../rehearsal/cloud/http";
import { Versions } from "../../../rehearsal/cloud/s3/versions";
import { withRemovedMarkers, writesOf } from "../../../rehearsal/cloud/s3/writes";

const deleted = (key: string, versionId: string) =>
  `<Deleted><Key>${key}</Key><VersionId>${versionId}</VersionId></Deleted>`;
const answer: CloudResponse = {
  status: 200,
  headers: {},
  body: Buffer.from(`<DeleteResult>${deleted("a&amp;b", "1")}${deleted("a&amp;b", "2")}</DeleteResult>`),
};
const request: CloudRequest = {
  method: "POST",
  path: "/b",
  rawQuery: "delete=",
  query: new URLSearchParams("delete="),
  headers: {},
  body: Buffer.from(""),
  region: "eu-west-1",
};

describe("a batch that removes versions by their ids", () => {
  const said = withRemovedMarkers(answer, (id) => id === "2");

  it("says of delete markers that they were some, and of nothing else", () => {
    const text = Buffer.from(said.body).toString("utf8");
    const marker = "<DeleteMarker>true</DeleteMarker><DeleteMarkerVersionId>2</DeleteMarkerVersionId>";
    expect(text).toBe(
      `<DeleteResult>${deleted("a&amp;b", "1")}${deleted("a&amp;b", "2").replace("</Deleted>", `${marker}</Deleted>`)}</DeleteResult>`,
    );
  });

  it("makes no versions, so that nothing of it is replicated", () => {
    expect(writesOf(request, said, { bucket: "b", key: undefined })).toEqual([]);
  });
});

describe("what is known of versions", () => {
  it("has delete markers for what they are, in a snapshot too", () => {
    const versions = new Versions();
    versions.written({ bucket: "b", key: "k", stored: "1" });
    versions.written({ bucket: "b", key: "k", stored: "2" }, { isMarker: true });
    const later = new Versions();
    later.restore(JSON.parse(JSON.stringify(versions)));
    expect(["1", "2"].map((id) => later.known("b", id)?.isMarker)).toEqual([undefined, true]);
  });
});
