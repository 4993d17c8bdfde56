// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are Terraform's
import { describe, expect, test } from "vitest";
import { evaluateTemplates } from "../../../terraform/expression/evaluate";
import { ExpressionError } from "../../../terraform/expression/syntax";
import type { Value } from "../../../terraform/value";
import { scope, template, value } from "./small-scope";

describe("templates", () => {
  test.each<[string, Value]>([
    ["plain", "plain"],
    ["", ""],
    ["${var.ports}", [80, 443]],
    ["a-${var.name}-b", "a-site-b"],
    ["$${var.name} and %%{if}", "${var.name} and %{if}"],
    ['${"quoted ${var.name} ${"and ${var.name}"}"}', "quoted site and site"],
    ['${"a brace } in quotes"}', "a brace } in quotes"],
    ["${true}", true],
    ["${null}", null],
  ])("%s", (text, expected) => {
    expect(template(text)).toEqual(expected);
  });

  test("escapes of a quoted string are HCL's", () => {
    expect(value(String.raw`"tab\tquote\"back\\slash\u00e9"`)).toBe('tab\tquote"back\\slashé');
  });

  test.each<[string, Value]>([
    ['a%{ if var.name == "site" }b%{ else }c%{ endif }d', "abd"],
    ["%{ if false }b%{ endif }", ""],
    ["%{ for port in var.ports }${port};%{ endfor }", "80;443;"],
    ["%{ for k, v in var.tags ~}\n  ${k}=${v}\n%{~ endfor }", "a=xb=y"],
    ['%{ for s in var.sites }%{ if s.id != "one" }${s.id}%{ endif }%{ endfor }', "two"],
    ["${~ var.name ~}", "site"],
    ["a ${~ var.name ~} b", "asiteb"],
    ['${"%{ if true }in ${"quotes"}%{ endif }"}', "in quotes"],
  ])("directives: %s", (text, expected) => {
    expect(template(text)).toEqual(expected);
  });

  test.each([
    ["%{ if true }x", "endif"],
    ["x%{ endif }", "unexpected"],
    ["%{ while true }x%{ endwhile }", "unexpected"],
    ["%{ for x in [1] : x] }x%{ endfor }", "unexpected"],
    [`${"%{ if true }".repeat(500)}x`, "too deeply"],
  ])("%s is refused", (text, why) => {
    expect(() => template(text)).toThrow(why);
  });

  test("every string of a JSON value is one, and comments are left out", () => {
    const json = { "//": "a comment", list: ["${var.name}", 1], inner: { deep: "${var.ports[1]}" } };
    expect(evaluateTemplates(json, scope)).toEqual({ list: ["site", 1], inner: { deep: 443 } });
  });
});

describe("operators and structure", () => {
  test.each<[string, Value]>([
    ["1 + 2 * 3", 7],
    ["(1 + 2) * 3", 9],
    ["10 % 4 - 1", 1],
    ["-var.ports[0]", -80],
    ['!false && 2 >= 2 || 1 == "x"', true],
    ['var.name == "site" ? "yes" : "no"', "yes"],
    ["var.tags.a", "x"],
    ['var.tags["b"]', "y"],
    ["var.ports.1", 443],
    ["var.sites[*].id", ["one", "two"]],
    ["var.sites.*.id", ["one", "two"]],
    ["[for port in var.ports : port + 1]", [81, 444]],
    ["[for i, port in var.ports : i if port > 80]", [1]],
    ['{ for k, v in var.tags : v => k if k != "a" }', { y: "b" }],
    ['{ a = 1, "b" : 2\n (var.name) = 3 }', { a: 1, b: 2, site: 3 }],
    ["max(var.ports...)", 443],
    ["try(var.nothing, var.name)", "site"],
    ["[can(var.nothing), can(var.name)]", [false, true]],
  ])("%s", (text, expected) => {
    expect(value(text)).toEqual(expected);
  });

  test.each([
    ["nowhere.at.all", "nothing is called nowhere.at.all"],
    ["var.nothing", "there is no nothing in"],
    ["var.ports[7]", "the list has no element 7"],
    ["cidrsubnet(1)", "the function cidrsubnet() is not evaluated"],
    ["1 +", "the expression ends too early"],
    ["var.name name", 'unexpected "name"'],
    ['"open', "a string is not closed"],
    ["var.name + 1", "expected a number"],
    ["a £ b", "unexpected"],
    ["1 / 0", "division by zero"],
    ["var.name ? 1 : 2", "expected true or false"],
  ])("%s says what is wrong", (text, message) => {
    expect(() => value(text)).toThrow(ExpressionError);
    expect(() => value(text)).toThrow(message);
  });
});

describe("Terraform's functions", () => {
  test.each<[string, Value]>([
    ['base64encode("hi")', "aGk="],
    ['base64sha256("hi")', "j0NDRmSPa5bfid2pAcUXaxCm2Dlh3TwayItZstwyeqQ="],
    ['coalesce("", null, "c")', "c"],
    ['compact(["a", "", null])', ["a"]],
    ["concat([1], [2, 3])", [1, 2, 3]],
    ['contains(["a"], "a")', true],
    ["distinct([1, 2, 1])", [1, 2]],
    ['chunklist(["a", "b", "c"], 2)', [["a", "b"], ["c"]]],
    ["coalescelist([], [1])", [1]],
    ["range(3)", [0, 1, 2]],
    ["range(1, 6, 2)", [1, 3, 5]],
    ["[sum([1, 2]), floor(1.5), ceil(1.5), abs(-2)]", [3, 1, 2, 2]],
    ["[alltrue([true, false]), anytrue([true, false])]", [false, true]],
    ['[startswith("ab", "a"), endswith("ab", "a")]', [true, false]],
    ['sort(["b", "a"])', ["a", "b"]],
    ["reverse([1, 2])", [2, 1]],
    ["slice([1, 2, 3], 1, 3)", [2, 3]],
    ['index(["a", "b"], "b")', 1],
    ['setsubtract(["a", "b", "a"], ["b"])', ["a"]],
    ['setintersection(["a", "b"], ["b", "c"])', ["b"]],
    ['setunion(["a"], ["a", "b"])', ["a", "b"]],
    [
      'setproduct(["a", "b"], [1, 2])',
      [
        ["a", 1],
        ["a", 2],
        ["b", 1],
        ["b", 2],
      ],
    ],
    ['title("hello the-world")', "Hello The-World"],
    ['[basename("a/b.js"), dirname("a/b.js"), dirname("b.js")]', ["b.js", "a", "."]],
    ['urlencode("a b/ü")', "a+b%2F%C3%BC"],
    ['base64decode("aGk=")', "hi"],
    ['md5("hello")', "5d41402abc4b2a76b9719d911017c592"],
    ['sha1("hello")', "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"],
    ['filemd5("hello.txt")', "5d41402abc4b2a76b9719d911017c592"],
    ['regex("[a-z]+", "53453453.345345aaabbbccc23454")', "aaabbbccc"],
    ['regex("(\\\\d+)-(\\\\d+)", "on 2019-02")', ["2019", "02"]],
    ['regexall("[a-z]+", "1234abcd5678efgh9")', ["abcd", "efgh"]],
    ['replace("The App", "/[^-a-zA-Z0-9]/", "")', "TheApp"],
    ['replace("ab", "/(a)(b)/", "$2$1")', "ba"],
    ["element([1, 2, 3], 4)", 2],
    ['file("hello.txt")', "hello"],
    ['filebase64("hello.txt")', "aGVsbG8="],
    ["flatten([[1], [[2]], 3])", [1, 2, 3]],
    ['format("%s-%d-%q-%%", "a", 2, "b")', 'a-2-"b"-%'],
    ['format("%03d|%-4s|%4s|%08.3f|%t", 7, "a", "b", 3.14159, true)', "007|a   |   b|0003.142|true"],
    ['format("%05d", -7)', "-0007"],
    [
      'regex("^(?P<scheme>[a-z]+)://(?P<host>[^/:]+)(?::(?P<port>[0-9]+))?", "https://a.example/b")',
      { scheme: "https", host: "a.example", port: null },
    ],
    ['replace("a-b", "/(?P<x>[a-z])-/", "$1+")', "a+b"],
    ['{ for s in [["a", "x"], ["b", "x"], ["c", "y"]] : s[1] => s[0]... }', { x: ["a", "b"], y: ["c"] }],
    ['[fileexists("hello.txt"), fileexists("missing")]', [true, false]],
    ['[strcontains("abc", "b"), strcontains("abc", "d")]', [true, false]],
    ['templatestring("${var.name}-$${x}", { x = 1 })', "site-1"],
    ['formatlist("%s.example", ["a", "b"])', ["a.example", "b.example"]],
    ['join("-", ["a", "b"])', "a-b"],
    ['jsondecode("{\\"a\\":[1]}").a', [1]],
    ["jsonencode({ b = 1, a = [true, null] })", '{"a":[true,null],"b":1}'],
    ["keys({ b = 1, a = 2 })", ["a", "b"]],
    ['[length("abc"), length([1]), length({ a = 1 })]', [3, 1, 1]],
    ['lookup({ a = 1 }, "b", 2)', 2],
    ['lower("ABC")', "abc"],
    ["merge({ a = 1 }, null, { b = 2 })", { a: 1, b: 2 }],
    ["min(3, 1)", 1],
    ["one([])", null],
    ['replace("a.b.c", ".", "-")', "a-b-c"],
    ['split(",", "a,b")', ["a", "b"]],
    ['substr("abcdef", 1, 2)', "bc"],
    ['substr("abcdef", -2, -1)', "ef"],
    ['[tobool("true"), tonumber("3"), tostring(4)]', [true, 3, "4"]],
    ['trim("--a--", "-")', "a"],
    ['[trimprefix("ab", "a"), trimsuffix("ab", "b"), trimspace(" a ")]', ["b", "a", "a"]],
    ['upper("abc")', "ABC"],
    ["values({ b = 1, a = 2 })", [2, 1]],
    ['zipmap(["a"], [1])', { a: 1 }],
  ])("%s", (text, expected) => {
    expect(value(text)).toEqual(expected);
  });

  test.each([
    ['jsondecode("{")', "not JSON"],
    ['file("missing")', "no file missing"],
    ['format("%e", 1)', "format verb"],
    ['format("%999999s", "a")', "format verb"],
    ['replace("a", "/(b+)+/", "c")', "not evaluated"],
    ['regex("(?i)a", "A")', "not evaluated"],
    ['regex("a", "b")', "finds no a"],
    [`regex("a*b*c*d*", "${"a".repeat(500)}")`, "may take too long"],
    ["range(0, 1, 0)", "no number that can be counted"],
    ["slice([1], 0, 2)", "from 0 to 2 of 1"],
    ['index(["a"], "b")', 'finds no "b"'],
    ["element([], 0)", "empty list"],
    ["one([1, 2])", "more than one"],
    ["keys([1])", "expected a map"],
    ['join(",", "a")', "expected a list"],
  ])("%s says what is wrong", (text, message) => {
    expect(() => value(text)).toThrow(ExpressionError);
    expect(() => value(text)).toThrow(message);
  });
});
