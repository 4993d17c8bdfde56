import { describe, expect, it } from "vitest";
import { OriginRouter } from "../../../rehearsal/assembly/origin-router";
import { HeaderMap, type OriginClient, type OriginRequest } from "../../../rehearsal/edge";
import { customOrigin, s3Origin } from "../edge/harness";

const limits = { connectTimeout: 1_000, readTimeout: 1_000 };
const request: OriginRequest = {
  ...{ method: "GET", path: "/", query: "", sourceArn: "arn" },
  ...{ scheme: "https", headers: new HeaderMap() },
};
const answering = (text: string): OriginClient => ({
  fetch: async () => ({
    ...{ kind: "response", status: 200, statusText: "OK", headers: new HeaderMap() },
    body: Buffer.from(text),
  }),
});

describe("OriginRouter", () => {
  const unreachable: string[] = [];
  const router = new OriginRouter(
    () => ({ serves: (name) => name.includes(".s3."), origin: answering("S3") }),
    new Map([["api", answering("this machine")]]),
    () => ["api", "shop", "search"].map((id) => customOrigin(id)),
    ({ id }) => unreachable.push(id),
  );
  const outcome = async (origin: Parameters<OriginClient["fetch"]>[0]) => {
    const answer = await router.fetch(origin, request, limits);
    return answer.kind === "response" ? Buffer.from(answer.body).toString() : answer.kind;
  };

  it("asks what stands for an origin, else S3", async () => {
    expect(await outcome(customOrigin("api"))).toBe("this machine");
    expect(await outcome(s3Origin("primary"))).toBe("S3");
    expect(unreachable).toEqual([]);
  });

  it("asks what stands for the name that a function led to, and never what stands for the old one", async () => {
    const moved = { domainName: customOrigin("api").domainName };
    expect(await outcome({ ...customOrigin("shop"), ...moved })).toBe("this machine");
    expect(await outcome({ ...customOrigin("api"), domainName: "elsewhere.example" })).toBe("dns");
    expect(await outcome({ ...customOrigin("api"), domainName: s3Origin("primary").domainName })).toBe("S3");
    unreachable.length = 0;
  });

  it("fails as a name that does not resolve where nothing stands for an origin, and says so once", async () => {
    for (const id of ["shop", "shop", "search"]) expect(await outcome(customOrigin(id))).toBe("dns");
    expect(unreachable).toEqual(["shop", "search"]);
    expect(await router.fetch(customOrigin("shop"), request, limits)).toMatchObject({
      reason: expect.stringContaining("--origin shop=http://localhost:"),
    });
  });
});
