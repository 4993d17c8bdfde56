import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

interface Entry {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly engines?: { readonly node?: string };
  /** Part of another package's archive, which has a hash itself. */
  readonly inBundle?: boolean;
}

const lock: { readonly packages: Readonly<Record<string, Entry>> } = JSON.parse(
  readFileSync("package-lock.json", "utf8"),
);
const installed = Object.entries(lock.packages).filter(([path]) => path !== "");

describe("package-lock.json", () => {
  it("has a hash for everything that is installed, also on other platforms than the one it was written on", () => {
    const without = installed.filter(([, { inBundle, integrity }]) => !inBundle && !integrity);
    expect(without.map(([path]) => path)).toEqual([]);
    for (const [, { integrity }] of installed) expect(integrity ?? "sha512-").toMatch(/^sha512-/);
  });

  it("has nothing that the oldest Node of package.json is too old for", () => {
    const least = (range: string) =>
      range.split("||").map((part) => (/(\d+)/.exec(part)?.[1] ?? "0").padStart(3, "0"));
    const tooNew = installed.filter(
      ([, { engines }]) => engines?.node && (least(engines.node).sort()[0] ?? "") > "020",
    );
    expect(tooNew.map(([path]) => path)).toEqual([]);
  });

  it("names no address of its own, so that all of it comes from the registry that is asked", () => {
    expect(installed.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });
});
