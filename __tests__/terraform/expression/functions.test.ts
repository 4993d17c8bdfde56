import { describe, expect, it } from "vitest";
import { Budget } from "../../../terraform/expression/budget";
import { evaluateTemplates, type Scope } from "../../../terraform/expression/evaluate";
import { functionTable } from "../../../terraform/expression/functions";

function evaluate(expression: string, files: Readonly<Record<string, string>> = {}) {
  const budget = new Budget();
  const functions = functionTable((path) => Buffer.from(files[path] ?? ""), budget);
  const scope: Scope = { budget, functions, resolve: () => undefined };
  return budget.within("here", () => evaluateTemplates(`\${${expression}}`, scope));
}

describe("Terraform's functions for documents", () => {
  const yaml = `
defaults: &all { index: index.html, ports: [80, 443] }
sites:
  - name: "www.example.com"
    <<: *all
    on: true
    nothing: ~
`;

  it("yamldecode reads a file with anchors and merges, yamlencode writes what it reads", () => {
    const read = `yamldecode(file("a.yaml"))`;
    expect(evaluate(`${read}.sites[0]`, { "a.yaml": yaml })).toEqual({
      ...{ name: "www.example.com", index: "index.html", ports: [80, 443], on: true, nothing: null },
    });
    expect(evaluate(`yamldecode(yamlencode(${read})) == ${read}`, { "a.yaml": yaml })).toBe(true);
    expect(evaluate('yamlencode({ b = "x", a = [1] })')).toBe('"a":\n  - 1\n"b": "x"\n');
  });

  it("yamldecode ends with an error for what is none, and for aliases that grow", () => {
    expect(() => evaluate('yamldecode("a: [")')).toThrow("this is not YAML");
    const lines = Array.from(
      { length: 12 },
      (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at},`.repeat(9)}*a${at}]`,
    );
    const bomb = ["a0: &a0 [x]", ...lines].join("\n");
    expect(() => evaluate('yamldecode(file("b"))', { b: bomb })).toThrow("this is not YAML");
  });

  it("csvdecode names the fields of each line by the first", () => {
    const csv = 'name,title\r\na,"one, ""two"""\nb,\n';
    expect(evaluate('csvdecode(file("a.csv"))', { "a.csv": csv })).toEqual([
      { name: "a", title: 'one, "two"' },
      { name: "b", title: "" },
    ]);
    expect(() => evaluate('csvdecode("a,b\\n1")')).toThrow("differ in their fields");
  });
});

describe("Terraform's functions for values", () => {
  it.each([
    ['sensitive("a")', "a"],
    ["nonsensitive(1)", 1],
    ['chomp("a\\n\\n")', "a"],
    ['indent(2, "a\\nb")', "a\n  b"],
    ['strrev("abc")', "cba"],
    ['parseint("ff", 16)', 255],
    ["pow(2, 10)", 1024],
    ["signum(-3)", -1],
    ['matchkeys(["i1", "i2"], ["a", "b"], ["b"])', ["i2"]],
    ['transpose({ a = ["x", "y"], b = ["x"] })', { x: ["a", "b"], y: ["a"] }],
    ['length(sha512("a"))', 128],
    ['length(base64sha512("a"))', 88],
    ['abspath("a/b")', "a/b"],
  ])("%s", (expression, value) => {
    expect(evaluate(expression)).toEqual(value);
  });

  it.each(['indent(100000, "a")', 'parseint("z", 10)'])("%s is refused", (expression) => {
    expect(() => evaluate(expression)).toThrow();
  });
});
