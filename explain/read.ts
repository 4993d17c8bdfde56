import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Project } from "../config";
import { stackName } from "../config/names";
import { type SynthesizedStack, stateStackId, synthesize } from "../stacks/synthesize";
import { JsonConfiguration } from "../terraform/json/json-configuration";
import { Findings } from "../terraform/problems";
import { asJson, type Value } from "../terraform/value";
import { type Explanation, explain } from "./explanation";
import { resourceLines } from "./lines";
import type { Lines } from "./render";

/** A site's explanation, and where its resources stand in the HCL that `outlast synth --hcl` writes. */
export interface Explained {
  readonly explanation: Explanation;
  readonly lines: Lines;
}

/** Explains every site of a project; `given` is what their file says of each. */
export function explainProject(project: Project, given: readonly unknown[]): Explained[] {
  const folder = mkdtempSync(join(tmpdir(), "outlast-explain-"));
  try {
    const json = synthesize(project, { outdir: join(folder, "json") });
    const hcl = synthesize(project, { outdir: join(folder, "hcl"), hcl: true });
    const state = json.some(({ name }) => name === stateStackId)
      ? resourcesOf(json, stateStackId)
      : undefined;
    const linesOfState = state ? linesOf(hcl, stateStackId) : [];
    return project.sites.map((site, i) => ({
      explanation: explain(site, given[i], resourcesOf(json, stackName(site)), state),
      lines: new Map([...linesOf(hcl, stackName(site)), ...linesOfState]),
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function resourcesOf(stacks: readonly SynthesizedStack[], name: string): JsonConfiguration {
  const file = fileOf(stacks, name);
  const document = asJson(JSON.parse(readFileSync(file, "utf8")) as Value);
  return new JsonConfiguration(
    document,
    { folder: dirname(file), variables: {}, deployment: name },
    new Findings(),
  );
}

function linesOf(stacks: readonly SynthesizedStack[], name: string): (readonly [string, string])[] {
  return resourceLines(dirname(fileOf(stacks, name))).map(([address, line]) => [address, `${name}/${line}`]);
}

function fileOf(stacks: readonly SynthesizedStack[], name: string): string {
  const stack = stacks.find((one) => one.name === name);
  if (stack === undefined) throw new Error(`no stack ${name} was synthesized`);
  return stack.file;
}
