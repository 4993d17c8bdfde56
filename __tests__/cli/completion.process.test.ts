import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { bashScript } from "../../cli/completion/bash";
import { fishScript } from "../../cli/completion/fish";
import { verbsOf } from "../../cli/completion/words";
import { zshScript } from "../../cli/completion/zsh";
import { outlast } from "../../cli/program";

const program = outlast([]);
const verbs = verbsOf(program);

/** What bash offers for the last of these words. */
function offered(...words: readonly string[]): string[] {
  const quoted = ["outlast", ...words].map((word) => `'${word}'`).join(" ");
  const asked = `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; _outlast; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stderr, stdout } = spawnSync("bash", ["--norc", "-c", `${bashScript(verbs)}\n${asked}`], {
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return stdout.split("\n").filter((word) => word !== "");
}

describe("completion in bash", () => {
  it("offers every verb, and those that begin so", () => {
    expect(offered("")).toEqual(program.commands.map((verb) => verb.name()));
    expect(offered("ro")).toEqual(["rollback"]);
    expect(offered("--v")).toEqual(["--version"]);
  });

  it.each(verbs.map(({ name }) => name))("offers every option of %s", (name) => {
    const options = program.commands
      .find((verb) => verb.name() === name)
      ?.options.filter(({ hidden }) => !hidden)
      .map(({ long }) => long);
    expect(offered(name, "--")).toEqual([...(options ?? []), "--help"]);
  });

  it("offers the values of an option that has a few, and leaves files to bash for others", () => {
    expect(offered("release", "--to", "")).toEqual(["primary", "replica"]);
    expect(offered("review", "x.json", "--fail-on", "h")).toEqual(["high"]);
    expect(offered("release", "--outputs", "")).toEqual([]);
    expect(offered("completion", "")).toEqual(["bash", "zsh", "fish"]);
    expect(offered("no-such-verb", "--")).toEqual([]);
  });
});

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };

describe.each(Object.entries(scripts))("the script for %s", (shell, script) => {
  it("has every verb and option, and is one that the shell can read, if it is on this machine", () => {
    const text = script(verbs);
    for (const { name, options } of verbs)
      for (const word of [name, ...options.map(({ long }) => long.slice(2))]) expect(text).toContain(word);
    const { error, status, stderr } = spawnSync(shell, ["-n"], { input: text, encoding: "utf8" });
    if (error === undefined) expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});
