import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { outlast, withoutHelpOfNothing } from "../../cli/program";

const said: string[] = [];
beforeEach(() => {
  said.length = 0;
  vi.spyOn(process.stderr, "write").mockImplementation((text) => said.push(String(text)) > 0);
});
afterEach(() => vi.restoreAllMocks());

/** What a wrong command line is told. */
async function toldOf(...args: readonly string[]): Promise<string> {
  await expect(outlast(args).parseAsync(["node", "outlast", ...args])).rejects.toThrow();
  return said.join("");
}

const timed = outlast([]).commands.flatMap((verb) =>
  verb.options
    .filter(({ long }) => /timeout|wait-delegation|retention|every$|^--for$/.test(long ?? ""))
    .map((option): [string, string, string] => [verb.name(), option.long ?? "", option.flags]),
);

describe("every option that is a time", () => {
  test("is written as one in the help", () => {
    expect(timed.length).toBeGreaterThan(10);
    for (const [verb, , flags] of timed)
      expect([verb, flags]).toEqual([verb, expect.stringMatching(/<duration>$/)]);
    const units = outlast([]).commands.flatMap(({ options }) => options.map(({ flags }) => flags));
    expect(units.filter((flags) => /<(seconds|minutes|hours|days)>/.test(flags))).toEqual([]);
  });

  test.each(timed)("is a number and a unit: %s %s", async (verb, option, flags) => {
    for (const wrong of ["120", "soon", "0s", "1.5h", "-1s", "101y", ""]) {
      said.length = 0;
      const told = await toldOf(verb, option, wrong, "--reason", "x").catch(() => said.join(""));
      expect(told).toMatch(/^USAGE: /);
      if (told.includes(flags)) expect(told).toContain(`argument '${wrong}' is invalid. expected a duration`);
    }
  });
});

/** What the workflows give empty where there is nothing to give: without a digest, and where no site has failed. */
const mayBeEmpty = ["apply --accept", "rollback --site"];

test("no option of any verb takes an empty value, which a script has whose variable is not set, but two of the workflows", async () => {
  let tried = 0;
  for (const verb of outlast([]).commands) {
    const given = verb.registeredArguments.filter(({ required }) => required).map(() => "x");
    for (const { flags, long, optional, required } of verb.options) {
      if ((!required && !optional) || mayBeEmpty.includes(`${verb.name()} ${long}`)) continue;
      tried++;
      said.length = 0;
      const others = verb.options.filter((other) => other.mandatory && other.long !== long);
      await toldOf(verb.name(), ...given, ...others.map((other) => `${other.long}=x`), `${long}=`).catch(
        () => {},
      );
      const named = said.join("").includes(`option '${flags}'`) || said.join("").includes("now called");
      expect([verb.name(), flags, named, said.join("")]).toEqual([
        verb.name(),
        flags,
        true,
        expect.stringMatching(/^USAGE: /),
      ]);
    }
  }
  expect(tried).toBeGreaterThan(50);
  said.length = 0;
  const told = await toldOf("drill", "", "--missed", "", "--report", " ");
  expect(told).toContain("argument <scenario> '' is invalid. It is empty");
  for (const flags of ["--missed <file>", "--report <folder>"])
    expect(told).toContain(`option '${flags}' argument`);
});

test("drill --compare --list has the outages that are compared", async () => {
  const printed: string[] = [];
  vi.spyOn(console, "log").mockImplementation((text) => printed.push(text));
  await outlast([]).parseAsync(["node", "outlast", "drill", "--compare", "--list"]);
  expect(printed.join()).toMatch(/^slow-down +Primary answers 503/);
});

test("every wrong value is told at once", async () => {
  const told = await toldOf("release", "--retention", "7", "--remove-at-most", "101", "--to", "moon");
  expect(told).toContain("option '--retention <duration>' argument '7' is invalid.");
  expect(told).toContain("option '--remove-at-most <percent>' argument '101' is invalid.");
  expect(told).toContain("option '--to <bucket>' argument 'moon' is invalid.");
});

test("every verb has --json, a group in the help, and an example that it understands", () => {
  const { commands } = outlast([]);
  expect(commands.filter(({ options }) => !options.some(({ long }) => long === "--json"))).toEqual([]);
  for (const verb of commands) {
    let help = "";
    verb.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    const [, words = ""] = /\nExample:\n {2}npx outlast (.*)\n$/.exec(help) ?? [];
    expect(words.split(" ")[0]).toBe(verb.name());
    const given = words.match(/--[a-z-]+/g) ?? [];
    expect(given.filter((name) => !verb.options.some(({ long }) => long === name))).toEqual([]);
    expect(help).not.toMatch(/default: (false|\[\])/);
    expect(verb.helpGroup()).toMatch(/:$/);
  }
});

describe("help of a verb that there is not", () => {
  test("is the verb that may have been meant, and no list of all of them", async () => {
    const args = ["node", "outlast", "relase", "--help"];
    const program = outlast(args.slice(2));
    await expect(program.parseAsync(withoutHelpOfNothing(program, args))).rejects.toThrow();
    expect(said.join("")).toMatch(/^USAGE: unknown command 'relase'\n\(Did you mean release\?\)/);
  });

  test("leaves everybody else's as it is", () => {
    const program = outlast([]);
    for (const rest of [["release", "--help"], ["help", "release"], ["--help"], [], ["run", "x.ts", "-h"]])
      expect(withoutHelpOfNothing(program, ["node", "outlast", ...rest])).toEqual([
        "node",
        "outlast",
        ...rest,
      ]);
  });
});

test("mirror --listen takes no port that nginx would refuse", async () => {
  for (const wrong of ["0", "65536", "127.0.0.1:99999 ssl", "[::1]:0", "80;"]) {
    said.length = 0;
    const told = await toldOf("mirror", "--listen", wrong).catch(() => said.join(""));
    expect(told).toContain(`argument '${wrong}' is invalid. expected a port from 1 to 65535`);
  }
});
