import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { Rehearsal } from "../../rehearsal/assembly/rehearsal";
import { HeaderMap, VirtualClock } from "../../rehearsal/edge";
import { loadTerraformFile } from "../../rehearsal/terraform";

const folder = join(import.meta.dirname, "../../drills/alternatives");
const load = (name: string) => loadTerraformFile(join(folder, `${name}.tf.json`));

const opened: Rehearsal[] = [];
afterEach(async () => {
  for (const rehearsal of opened.splice(0)) await rehearsal.close();
});

/** An alternative with one page in both of its regions, whose visitors never find it cached. */
class Alternative {
  readonly clock = new VirtualClock();
  readonly rehearsal: Rehearsal;

  private constructor(name: string) {
    let at = 0;
    const random = () => (at++ % 8) / 8;
    this.rehearsal = new Rehearsal(load(name), { clock: this.clock, random, latency: () => 40 });
    opened.push(this.rehearsal);
  }

  static async open(name: string): Promise<Alternative> {
    const alternative = new Alternative(name);
    const [primary = ""] = alternative.rehearsal.bucketsOfSide("primary");
    const bucket = alternative.rehearsal.regions.bucket(primary);
    await alternative.clock.run(bucket.put("index.html", Buffer.from("hello"), { contentType: "text/html" }));
    await alternative.clock.advance(60_000);
    return alternative;
  }

  break(effect: string): void {
    for (const bucket of this.rehearsal.bucketsOfSide("primary"))
      this.rehearsal.regions.setFault(`${bucket}=${effect}`);
  }

  /** Status (0 is none), and the seconds that it took. */
  async visit(scheme: "http" | "https" = "https"): Promise<readonly [status: number, seconds: number]> {
    const { clock, rehearsal } = this;
    rehearsal.edge.clear();
    const begin = clock.now();
    const headers = new HeaderMap({ host: "www.example.com" });
    const visited = rehearsal.visit({
      ...{ method: "GET", scheme, httpVersion: "2.0", path: "/", query: "", headers, clientIp: "192.0.2.1" },
    });
    const response = await clock.run(Promise.resolve(visited));
    return [response?.status ?? 0, (clock.now() - begin) / 1_000];
  }

  /** Seconds from now until a visitor who comes every second sees the page. */
  async recovers(scheme: "http" | "https" = "https", limit = 900): Promise<number> {
    const begin = this.clock.now();
    while (this.clock.now() - begin < limit * 1_000) {
      await this.clock.advance(1_000);
      if ((await this.visit(scheme))[0] === 200) return (this.clock.now() - begin) / 1_000;
    }
    return Number.POSITIVE_INFINITY;
  }
}

const names = ["one-bucket", "origin-group", "route53-failover", "load-balancers", "access-point"] as const;

describe("the alternatives", () => {
  it.each(names)("%s is read without a word, and shows its page", async (name) => {
    const alternative = await Alternative.open(name);
    expect(alternative.rehearsal.warnings).toEqual([]);
    expect(await alternative.visit()).toEqual([200, 0.04]);
    expect(alternative.rehearsal.bucketsOfSide("replica").length).toBe(name === "one-bucket" ? 0 : 1);
    const stores = alternative.rehearsal.regions.bucketNames.map((bucket) =>
      alternative.rehearsal.regions
        .store(bucket)
        .list()
        .contents.map(({ key }) => key),
    );
    expect(stores).toEqual(stores.map(() => ["index.html"]));
  });

  it("one bucket shows the outage for as long as it lasts", async () => {
    const alternative = await Alternative.open("one-bucket");
    alternative.break("503");
    expect(await alternative.recovers()).toBe(Number.POSITIVE_INFINITY);
  });

  it("an origin group with default timers answers each miss after three attempts of 10 s", async () => {
    const alternative = await Alternative.open("origin-group");
    alternative.break("blackhole");
    expect(await alternative.visit()).toEqual([200, 30.04]);
    expect(await alternative.visit()).toEqual([200, 30.04]);
  });

  it("failover records lead past CloudFront after three checks and a TTL, by HTTP alone", async () => {
    const alternative = await Alternative.open("route53-failover");
    alternative.break("503");
    const after = await alternative.recovers("http");
    expect(after).toBeGreaterThan(60);
    expect(after).toBeLessThanOrEqual(3 * 30 + 60 + 2);
    // What stands there has no certificate: browsers that come by HTTPS find nobody.
    expect(await alternative.visit("https")).toEqual([0, 30]);
    alternative.rehearsal.regions.clearFaults();
    expect(await alternative.recovers("https")).toBeLessThanOrEqual(3 * 30 + 60 + 32);
  });

  it("latency records leave a load balancer whose targets find nothing after two checks and a TTL", async () => {
    const alternative = await Alternative.open("load-balancers");
    alternative.break("503");
    const after = await alternative.recovers();
    expect(after).toBeGreaterThan(30);
    expect(after).toBeLessThanOrEqual(2 * 30 + 60 + 2);
  });

  it("an access point stays where it is until somebody switches its routes, and two minutes longer", async () => {
    const alternative = await Alternative.open("access-point");
    alternative.break("503");
    expect(await alternative.recovers("https", 300)).toBe(Number.POSITIVE_INFINITY);
    expect(alternative.rehearsal.servesFrom()).toBe("primary");
    expect(alternative.rehearsal.serveFrom("replica")).toBe(true);
    const after = await alternative.recovers();
    expect(after).toBeGreaterThanOrEqual(120);
    expect(after).toBeLessThanOrEqual(122);
    expect(alternative.rehearsal.servesFrom()).toBe("replica");
  });
});
