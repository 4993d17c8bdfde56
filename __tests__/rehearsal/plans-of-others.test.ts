import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { HeaderMap, VirtualClock } from "../../rehearsal/edge";
import { RegionsError } from "../../rehearsal/regions";
import { Rehearsal } from "../../rehearsal/rehearsal";
import { loadTerraformFile } from "../../rehearsal/terraform";

const plan = (name: string) => loadTerraformFile(join("__tests__/fixtures/hcl", name, "plan.json"));

describe("the plan of somebody else's Terraform", () => {
  it.each(["legacy-site", "modules", "origin-group"])(
    "runs: %s serves a page from its bucket",
    async (name) => {
      const clock = new VirtualClock();
      const site = plan(name);
      const rehearsal = new Rehearsal(site, { clock });
      const [distribution] = site.distributions;
      const target = distribution?.defaultCacheBehavior.targetOriginId;
      const group = distribution?.originGroups.find(({ id }) => id === target);
      const origin = distribution?.origins.find(({ id }) => id === (group?.members[0] ?? target));
      const bucket = site.buckets.find((one) => origin?.domainName.startsWith(`${one.name}.s3`))?.name ?? "";
      const key = `${origin?.originPath}/hello.txt`.slice(1);
      await rehearsal.bucket(bucket).put(key, Buffer.from("hello"), { contentType: "text/plain" });
      const answer = await clock.run(
        rehearsal.edge.handle({
          method: "GET",
          scheme: "https",
          httpVersion: "1.1",
          path: "/hello.txt",
          query: "",
          headers: new HeaderMap({ host: distribution?.domainName ?? "" }),
          clientIp: "203.0.113.7",
        }),
      );
      await rehearsal.close();
      expect([answer.status, Buffer.from(answer.body).toString()]).toEqual([200, "hello"]);
    },
  );

  it.each(["website-endpoint", "api"])("is taken: %s", async (name) => {
    await new Rehearsal(plan(name)).close();
  });

  it("is refused where S3 would refuse it: replication rules with and without Filter", () => {
    expect(() => new Rehearsal(plan("inline-buckets"))).toThrow(RegionsError);
  });
});
