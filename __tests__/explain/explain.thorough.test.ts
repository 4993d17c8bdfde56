import { describe, expect, it } from "vitest";
import { readProject } from "../../config";
import { defaultsOf } from "../../explain/defaults";
import { type Explained, explainProject } from "../../explain/read";
import { explanationJson, explanationText } from "../../explain/render";
import * as example from "../../site.config";
import { projects } from "../golden/configurations";

type Exported = { readonly default?: unknown; readonly deployment?: unknown };
const known = new Map<Exported, Explained[]>();

/** Once for each project: its stacks are synthesized as JSON and as HCL. */
function explained(project: Exported): Explained[] {
  const made = known.get(project) ?? explainProject(readProject(project), [project.default].flat());
  known.set(project, made);
  return made;
}

const [site] = explained(example);
if (site === undefined) throw new Error("the example has a site");
const { explanation, lines } = site;

describe("outlast explain", () => {
  it("tells who may do what by evaluating the policies", () => {
    const of = (bucket: string) =>
      Object.fromEntries(
        explanation.access
          .filter((one) => one.bucket === bucket)
          .map(({ who, may }) => [who, may.join(", ")]),
      );
    expect(of("outlast-example-replica-demo")).toMatchObject({
      anybody: "",
      "the distribution": "reads objects, lists keys",
      "the distribution without TLS": "",
      "any other distribution": "",
      "the role outlast-example-primary-demo-replication": "writes replicas, replicates deletions",
    });
    expect(of("outlast-example-state-demo")).toMatchObject({ anybody: "", "the distribution": "" });
    expect(Object.keys(of("outlast-example-primary-demo"))).toContain("the role outlast-example-apply");
  });

  it("knows the boundaries that the state stack makes", () => {
    const [deployed] = explained(projects.deployed);
    const role = deployed?.explanation.access.find(
      ({ may, who }) => may.includes("writes replicas") && /-replication$/.test(who),
    );
    expect(role?.by).toContainEqual(expect.stringMatching(/^aws_iam_policy\..*boundary$/));
    expect(deployed?.explanation.access.flatMap(({ may }) => may)).not.toContain("unknown until planned");
  });

  it("tells what fails over and what does not, of servers too", () => {
    const texts = explained(projects.served).flatMap((one) =>
      one.explanation.failover.map(({ text }) => text),
    );
    expect(explanation.failover.map(({ text }) => text)).toContain(
      "* fails over from primary to replica on 403, 500, 502, 503, 504.",
    );
    expect(
      texts.filter((text) => /does not fail over: .* alone answers, .*POST.* too\.$/.test(text)),
    ).not.toEqual([]);
  });

  it("tells where data goes and how long logs are kept, and says it where none are", () => {
    expect(explanation.regions.map(({ text }) => text)).toContain(
      "Content is copied from eu-central-1 to eu-west-1.",
    );
    expect(explanation.logs.map(({ text }) => text)).toContain("Visitors' requests are not logged.");
    const whole = explained(projects.deployed).find((one) => one.explanation.site === "whole");
    const logs = whole?.explanation.logs.map(({ text }) => text);
    expect(logs).toContainEqual(
      expect.stringMatching(/^Access logs, with visitors' addresses, are kept for \d+ days\.$/),
    );
    expect(whole?.explanation.regions.map(({ text }) => text)).toContain(
      "Content is copied from ap-southeast-2 to eu-north-1.",
    );
  });

  it("has a line for each resource, and for each default", () => {
    const by = [...explanation.access, ...explanation.regions, ...explanation.logs, ...explanation.failover];
    expect(by.flatMap((one) => one.by).filter((address) => !lines.has(address))).toEqual([]);
    const { defaults } = explanationJson(explanation, lines) as { defaults: { documented: string }[] };
    expect(defaults.length).toBeGreaterThan(40);
    expect(defaults.filter(({ documented }) => !/^docs\/config\.md:\d+$/.test(documented))).toEqual([]);
  });

  it("prints Markdown with a heading for each question", () => {
    const markdown = explanationText(explanation, lines, true);
    expect(markdown.match(/^#.*/gm)).toEqual([
      "# outlast-example",
      "## Who can read and write what",
      "## Which data leaves which region",
      "## What is logged, and for how long",
      "## What fails over, and what does not",
      "## Defaults that were not chosen",
    ]);
    expect(markdown).toMatch(
      /^- `outlast-example-primary-demo`: anybody may do nothing \(outlast-example\/content\.tf:\d+\)$/m,
    );
  });
});

describe("a default", () => {
  it("is what the file does not say, at every depth; what it says is none, a default's own value too", () => {
    const parsed = { a: 1, b: { c: 2, d: [] }, e: [{ f: 3, g: 4 }], h: undefined };
    expect(defaultsOf({ a: 1, b: { d: [] }, e: [{ f: 3 }] }, parsed)).toEqual([
      { key: "b.c", value: 2 },
      { key: "e[0].g", value: 4 },
    ]);
    expect(defaultsOf("directory", { style: "directory", slash: "redirect" }, "urls")).toEqual([]);
  });
});
