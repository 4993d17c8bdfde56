import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { regionHealth } from "../../../facts/site/health";
import { askRegion, originCheck, releaseCheck } from "../../../operations/status/origins";
import { networkAsk } from "../../../operations/verify/ask";

const holding = (release?: string) => regionHealth(200, JSON.stringify({ region: "eu-west-1", release }));
const down = { ok: false, detail: "answers 503" };

describe("the release of both regions", () => {
  test.each([
    [holding("r1"), holding("r1"), true, "r1 in both regions"],
    [holding("r1"), holding("r2"), false, "r1 in the primary, r2 in the replica"],
    [holding(), holding("r2"), false, "unknown in the primary, r2 in the replica"],
    [holding(), holding(), false, "unknown in both regions"],
    [holding(""), holding(""), false, "no release yet"],
    [holding(""), holding("r2"), false, "unknown in the primary, r2 in the replica"],
    [holding("r1"), down, false, "not known of both regions"],
    // A name with a space was cut out of the sentence, and then compared by its last word.
    [holding("the second"), holding("a second"), false, "the second in the primary, a second in the replica"],
  ])("of %o and %o", (primary, replica, ok, detail) => {
    expect(releaseCheck(primary, replica)).toEqual({
      ...{ name: "release", ok, detail },
      ...(detail === "no release yet" && { state: "no-release" }),
    });
  });
});

test("a region is asked for what it answers with, and one that cannot be asked is not well", async () => {
  const server = createServer((request, response) => {
    response.end(
      request.url === "/.well-known/outlast/replica" ? '{"region":"eu-west-1","release":"r1"}' : "",
    );
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ask = networkAsk({ timeoutSeconds: 5, address: url });
  const health = await askRegion(ask, "https://www.example.com", "replica");
  await new Promise((closed) => server.close(closed));
  expect(originCheck("replica", health)).toEqual({
    name: "origin-replica",
    ok: true,
    detail: "answers from eu-west-1, release r1",
  });
  expect(await askRegion(ask, "https://www.example.com", "replica")).toEqual({
    ok: false,
    detail: "unknown: ECONNREFUSED",
  });
});
