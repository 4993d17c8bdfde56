import { describe, expect, test } from "vitest";
import { HeaderMap } from "../../../../facts/http/header-map";
import type { StagingTraffic } from "../../../../rehearsal/edge";
import { compileDistribution } from "../../../../rehearsal/edge/routing/compiled-distribution";
import { Hosts } from "../../../../rehearsal/edge/routing/hosts";
import { Staging } from "../../../../rehearsal/edge/routing/staging";
import { distribution, viewerRequest } from "../harness";

function chosen(traffic: StagingTraffic["traffic"], draws: number[] = []) {
  const primary = distribution({ id: "primary", staging: { domainName: "staging.cloudfront.net", traffic } });
  const staging = distribution({ id: "staging", domainName: "staging.cloudfront.net" });
  const compiled = [primary, staging].map((one) => compileDistribution(one, () => 0));
  const both = new Staging(compiled, () => draws.shift() ?? 1);
  return (now = 0, headers = {}, clientIp = "192.0.2.1") =>
    both.choose(
      compiled[0] as (typeof compiled)[number],
      viewerRequest("/", { headers: new HeaderMap(headers), clientIp }),
      now,
    ).config.id;
}

describe("a continuous deployment policy", () => {
  test("sends requests with its header to the staging distribution", () => {
    const ask = chosen({ type: "header", header: "aws-cf-cd-test", value: "yes" });
    expect([ask(), ask(0, { "AWS-CF-CD-Test": "yes" }), ask(0, { "aws-cf-cd-test": "no" })]).toEqual([
      "primary",
      "staging",
      "primary",
    ]);
  });

  test("answers under the staging distribution's own name too", () => {
    const staging = distribution({ id: "staging", domainName: "staging.cloudfront.net", aliases: [] });
    const hosts = new Hosts([distribution(), staging].map((one) => compileDistribution(one, () => 0)));
    expect(hosts.find("staging.cloudfront.net")?.config.id).toBe("staging");
  });

  test("sends its share of requests", () => {
    const ask = chosen({ type: "weight", weight: 0.1 }, [0.05, 0.5, 0.09, 0.1]);
    expect([ask(), ask(), ask(), ask()]).toEqual(["staging", "primary", "staging", "primary"]);
  });

  test("keeps a visitor where it was sent, until it is idle or the session is over", () => {
    const stickiness = { idleTtl: 300, maximumTtl: 600 };
    const ask = chosen({ type: "weight", weight: 0.1, stickiness }, [0, 0.5, 0.5]);
    expect([0, 299, 500, 599].map((second) => ask(second * 1000))).toEqual(Array(4).fill("staging"));
    expect(ask(599_000, {}, "192.0.2.2")).toBe("primary");
    expect(ask(600_000)).toBe("primary");
  });

  test("keeps its sessions through a deployment, and loses them when it is turned off and on", () => {
    const stickiness = { idleTtl: 300, maximumTtl: 600 };
    const traffic = { type: "weight" as const, weight: 0.1, stickiness };
    const staged = { staging: { domainName: "staging.cloudfront.net", traffic } };
    const draws = [0, 0.5];
    const deployed = (over: object, former?: Staging) => {
      const both = [
        distribution({ id: "primary", ...over }),
        distribution({ id: "staging", domainName: "staging.cloudfront.net" }),
      ].map((one) => compileDistribution(one, () => 0));
      const staging = new Staging(both, () => draws.shift() ?? 1, former);
      const ask = () => staging.choose(both[0] as (typeof both)[number], viewerRequest("/"), 0).config.id;
      return { staging, ask };
    };
    const first = deployed(staged);
    expect(first.ask()).toBe("staging");
    const second = deployed({ ...staged, defaultRootObject: "other.html" }, first.staging);
    expect(second.ask()).toBe("staging");
    const off = deployed({}, second.staging);
    expect(off.ask()).toBe("primary");
    expect(deployed(staged, off.staging).ask()).toBe("primary");
  });
});
