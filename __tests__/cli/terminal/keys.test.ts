import { afterEach, describe, expect, it } from "vitest";
import { type KeyOptions, Keys } from "../../../cli/terminal/keys";
import type { RehearsedSite } from "../../../rehearsal/content/rehearsed-site";
import type { CloudFrontFunction, Distribution } from "../../../rehearsal/edge";
import { Controls } from "../../../rehearsal/session/controls";
import type { ServedSites } from "../../../rehearsal/session/sites/served-sites";
import { rehearsedSites, serve, siteOfPlan, visit } from "../../rehearsal/session/support/served";

const regions = { primary: "eu-central-1", replica: "eu-west-1" };
const sites = rehearsedSites({ name: "docs", regions }, { name: "shop", regions });

let served: ServedSites | undefined;
afterEach(() => served?.rehearsal.close());

/** Presses keys, and gives what was printed for each. A question stays open until it is answered. */
async function keyboard(...given: readonly RehearsedSite[]) {
  return keyboardWith({}, ...given);
}

async function keyboardWith(offered: Pick<KeyOptions, "openConsole">, ...given: readonly RehearsedSite[]) {
  const running = await serve(given);
  served = running;
  let printed: string[] = [];
  let isLogged = false;
  let isOver = false;
  let answer: (text: string | undefined) => void = () => {};
  const keys = new Keys({
    ...offered,
    controls: new Controls(running, {}),
    print: (line) => printed.push(line),
    ask: (_, then) => {
      answer = then;
    },
    toggleLog: () => {
      isLogged = !isLogged;
      return isLogged;
    },
    quit: () => {
      isOver = true;
    },
  });
  return {
    running,
    isOver: () => isOver,
    press(key: string): string[] {
      printed = [];
      keys.press(key);
      return printed;
    },
    answer(text: string | undefined): string[] {
      printed = [];
      answer(text);
      return printed;
    },
  };
}

const originsOf = async (running: ServedSites, host = "localhost") => {
  running.rehearsal.edge.clear();
  return (await visit(running, host)).origins.map(([id, outcome]) => `${id} ${outcome}`);
};

describe("keys of one site", () => {
  it("p and r break a side with the fault that f chooses, and mend it", async () => {
    const { press, running } = await keyboard(sites[0] as RehearsedSite);
    expect(press("p")).toEqual(["primary is broken: 503"]);
    expect(await originsOf(running)).toEqual(["primary 503", "replica 200"]);
    expect(press("f")).toEqual(["the next fault is refuse"]);
    expect(press("r")).toEqual(["replica is broken: refuse"]);
    expect(await originsOf(running)).toEqual(["primary 503", "replica connect-refused"]);
    expect(press("p")).toEqual(["primary is mended"]);
    expect(press("r")).toEqual(["replica is mended"]);
    expect(await originsOf(running)).toEqual(["primary 200"]);
  });

  it("f goes through every fault and begins again", async () => {
    const { press } = await keyboard(sites[0] as RehearsedSite);
    const shown = Array.from({ length: 9 }, () => press("f")[0]?.replace("the next fault is ", ""));
    expect(shown).toEqual(["refuse", "blackhole", "hang", "403", "500", "dns", "reset", "404", "503"]);
  });

  it("e and b send visitors to the replica and back", async () => {
    const { press, running } = await keyboard(sites[0] as RehearsedSite);
    press("e");
    expect(await originsOf(running)).toEqual(["replica 200"]);
    press("b");
    expect(await originsOf(running)).toEqual(["primary 200"]);
  });

  it("s shows the cache, c clears it, and there is no n", async () => {
    const { press, running } = await keyboard(sites[0] as RehearsedSite);
    await visit(running, "localhost");
    expect(press("s")).toEqual([
      expect.stringMatching(/^200 +\d+ B expired \/index\.html$/),
      "1 cached object",
    ]);
    expect(press("c")).toEqual(["the cache is empty"]);
    expect(press("s")).toEqual(["0 cached objects"]);
    expect(press("n")).toEqual([]);
    expect(press("h")[0]).not.toContain(" n ");
  });

  it("i asks for a path, leaves every key to the question, and takes keys again when it is answered or given up", async () => {
    const { press, answer, running } = await keyboard(sites[0] as RehearsedSite);
    await visit(running, "localhost");
    press("i");
    expect([press("h"), press("q")]).toEqual([[], []]);
    expect(answer("/index.html")).toEqual(["1 cached object invalidated"]);
    press("i");
    expect(answer("no slash")).toEqual([expect.stringContaining("no slash")]);
    for (const nothing of [undefined, ""]) {
      press("i");
      expect(answer(nothing)).toEqual([]);
      expect(press("s")).toEqual(["0 cached objects"]);
    }
  });

  it("o opens the console where that is offered, and only then is it in the help", async () => {
    let opened = 0;
    const openConsole = () => {
      opened++;
    };
    const offered = await keyboardWith({ openConsole }, sites[0] as RehearsedSite);
    expect(offered.press("h")[0]).toContain("o    open the console");
    expect([offered.press("o"), opened]).toEqual([[], 1]);
    const { press } = await keyboard(sites[0] as RehearsedSite);
    expect(press("h")[0]).not.toContain("console");
    expect(press("o")).toEqual([]);
  });

  it("l turns the log on and off, q and Ctrl-C quit, and others do nothing", async () => {
    const { press, isOver } = await keyboard(sites[0] as RehearsedSite);
    expect([press("l"), press("l")]).toEqual([["a line for each request"], ["quiet"]]);
    for (const key of ["x", "", "toString", "return"]) expect(press(key)).toEqual([]);
    expect(isOver()).toBe(false);
    press("^c");
    expect(isOver()).toBe(true);
  });
});

describe("keys of several sites", () => {
  it("act on every site at first, then on the one that n chooses", async () => {
    const { press, running } = await keyboard(...sites);
    press("p");
    expect(await originsOf(running, "docs.localhost")).toEqual(["primary 503", "replica 200"]);
    expect(await originsOf(running, "shop.localhost")).toEqual(["primary 503", "replica 200"]);
    press("p");
    expect([press("n"), press("n")]).toEqual([["keys act on docs"], ["keys act on shop"]]);
    expect(press("p")).toEqual(["shop-primary is broken: 503"]);
    press("e");
    expect(await originsOf(running, "docs.localhost")).toEqual(["primary 200"]);
    expect(await originsOf(running, "shop.localhost")).toEqual(["replica 200"]);
    expect(press("s").at(0)).toMatch(/ shop \/index\.html$/);
    expect(press("n")).toEqual(["keys act on every site"]);
    expect(press("h")[0]).toContain("n    the next site");
  });
});

describe("keys of somebody else's site", () => {
  /** The plan with a KeyValueStore that its viewer-request function, whose code this is, may read. */
  async function withStore(code: string): Promise<RehearsedSite> {
    const site = await siteOfPlan("origin-group");
    const arn = "arn:aws:cloudfront::123456789012:key-value-store/flags";
    const [distribution] = site.loaded.distributions as [Distribution];
    const { defaultCacheBehavior } = distribution;
    const fn: CloudFrontFunction = {
      type: "cloudfront-function",
      eventType: "viewer-request",
      runtime: "cloudfront-js-2.0",
      arn: "arn:aws:cloudfront::123456789012:function/f",
      name: "f",
      code,
      keyValueStoreArn: arn,
    };
    const distributions = [
      { ...distribution, defaultCacheBehavior: { ...defaultCacheBehavior, functions: [fn] } },
    ];
    const keyValueStores = [{ arn, name: "flags", entries: { banner: "on" } }];
    return { ...site, loaded: { ...site.loaded, distributions, keyValueStores } };
  }

  const publish = ({ rehearsal }: ServedSites) => {
    for (const name of ["acme-docs-main", "acme-docs-standby"])
      rehearsal.regions.store(name).put("index.html", Buffer.from(name));
  };

  it("p and r break the buckets of the origin group's first and second member", async () => {
    const { press, running } = await keyboard(await siteOfPlan("origin-group"));
    publish(running);
    expect(press("p")).toEqual(["acme-docs-main is broken: 503"]);
    expect(await originsOf(running)).toEqual(["main 503", "standby 200"]);
    expect(press("r")).toEqual(["acme-docs-standby is broken: 503"]);
    expect(press("p")).toEqual(["acme-docs-main is mended"]);
    expect(await originsOf(running)).toEqual(["main 200"]);
  });

  it("p breaks the first bucket of every distribution, r says where there is no second one", async () => {
    const modules = await keyboard(await siteOfPlan("modules"));
    const [first, second] = modules.running.rehearsal.site.distributions.map(
      ({ originGroups }) => originGroups,
    );
    expect([first?.length, second?.length]).toEqual([1, 1]);
    expect(modules.press("p")).toEqual([expect.stringMatching(/^\S+, \S+ are broken: 503$/)]);
    expect(modules.press("p")).toEqual([expect.stringMatching(/^\S+, \S+ are mended$/)]);
    await modules.running.rehearsal.close();
    const { press } = await keyboard(await siteOfPlan("legacy-site"));
    expect(press("p")).toEqual(["content.example.org is broken: 503"]);
    expect(press("r")).toEqual(["no bucket of this site is asked second"]);
  });

  it("e writes nothing into a store whose function knows no switch, and says so", async () => {
    const { press, running } = await keyboard(await withStore("function handler(e) { return e.request; }"));
    for (const key of ["e", "b"])
      expect(press(key)).toEqual([expect.stringMatching(/^this site has no switch: .*serve-from/)]);
    expect(running.rehearsal.servesFrom()).toBeUndefined();
  });

  it("e throws the switch that a viewer-request function reads", async () => {
    const site = await withStore(`
      import cf from "cloudfront";
      async function handler(event) {
        const from = await cf.kvs().get('serve-from').catch(() => "primary");
        if (from === "replica") cf.selectRequestOriginById("standby");
        return event.request;
      }`);
    const { press, running } = await keyboard(site);
    publish(running);
    expect(press("e")).toEqual(["evacuated: the replica is asked first"]);
    expect(await originsOf(running)).toEqual(["standby 200"]);
    expect(press("p")).toHaveLength(1);
    expect(press("b")).toEqual([
      expect.stringMatching(/^the primary is broken \(acme-docs-main=503\): mend it first/),
    ]);
    expect(await originsOf(running)).toEqual(["standby 200"]);
    expect(press("B")).toEqual(["returned: the primary is asked first"]);
    press("p");
    expect(await originsOf(running)).toEqual(["main 200"]);
  });
});
