import { afterEach, describe, expect, it } from "vitest";
import { Controls } from "../../../cli/start/controls";
import { Keys } from "../../../cli/start/keys";
import type { ServedSites } from "../../../cli/start/served-sites";
import type { RehearsedSite } from "../../../cli/start/site-source";
import { rehearsedSites, serve, visit } from "./support/served";

const regions = { primary: "eu-central-1", replica: "eu-west-1" };
const sites = rehearsedSites({ name: "docs", regions }, { name: "shop", regions });

let served: ServedSites | undefined;
afterEach(() => served?.rehearsal.close());

/** Presses keys, and gives what was printed for each. */
async function keyboard(...given: readonly RehearsedSite[]) {
  const running = await serve(given);
  served = running;
  let printed: string[] = [];
  let isLogged = false;
  let isOver = false;
  const keys = new Keys({
    controls: new Controls(running, {}),
    print: (line) => printed.push(line),
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
      "1 cached objects",
    ]);
    expect(press("c")).toEqual(["the cache is empty"]);
    expect(press("s")).toEqual(["0 cached objects"]);
    expect(press("n")).toEqual([]);
    expect(press("h")[0]).not.toContain(" n ");
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
