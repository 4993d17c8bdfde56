import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";

/** The table of docs/architecture.md: which rooms a room may import from, besides itself. */
const allowed = importTable(readFileSync("docs/architecture.md", "utf8"));

function importTable(page: string): Readonly<Record<string, readonly string[]>> {
  const section = page.split(/^## /m).find((text) => text.startsWith("Who may import whom")) ?? "";
  const names = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
  const rows = [...section.matchAll(/^\| (`.*?) \| (.*?) \|$/gm)].map(([, from = "", to = ""]) => ({
    rooms: names(from),
    targets: to === "everything" ? ["*"] : names(to),
  }));
  return Object.fromEntries(rows.flatMap(({ rooms, targets }) => rooms.map((room) => [room, targets])));
}

const sourceFile = /\.tsx?$/;

/** Top folders that are no rooms: tests, content, lock files, and what makes the package, which may need any of them. */
const withoutRow = ["__tests__", "bin", "site", "terraform-locks"];

const rooms = Object.keys(allowed).sort((a, b) => b.length - a.length);

function roomOf(path: string): string {
  return rooms.find((room) => path === room || path.startsWith(`${room}/`)) ?? path.split("/")[0] ?? path;
}

/** `facts/*` is `facts` and the rooms below it. */
function mayImport(from: string, to: string): boolean {
  return (allowed[from] ?? []).some((right) => isWithin(to, right));
}

function isWithin(room: string, right: string): boolean {
  if (!right.endsWith("*")) return right === room;
  const folder = right.slice(0, -"/*".length);
  return right === "*" || room === folder || room.startsWith(`${folder}/`);
}

function importsOf(file: string): string[] {
  const paths = readFileSync(file, "utf8").matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+)"/g);
  return [...paths].map(([, path = ""]) => normalize(join(dirname(file), path)));
}

/** What a file's imports load at once: neither types, nor what is imported when it is needed. */
function loadedBy(file: string): string[] {
  const imports = /^(?:import|export) (?!type\b)(?:[^"]*? from )?"([^"]+)";$/gm;
  return [...readFileSync(file, "utf8").matchAll(imports)].map(([, path = ""]) => path);
}

/** All that is loaded with these files: of ours, and packages. */
function loadedWith(files: readonly string[]) {
  const loaded = [...files];
  const packages = new Set<string>();
  for (const file of loaded)
    for (const path of loadedBy(file)) {
      const target = path.startsWith(".") ? fileOf(normalize(join(dirname(file), path))) : undefined;
      if (target === undefined && !path.startsWith("node:")) packages.add(path);
      if (target !== undefined && !loaded.includes(target)) loaded.push(target);
    }
  return { loaded, packages: [...packages] };
}

/** The file that an import without an extension means, of a folder its `index.ts`. */
function fileOf(path: string): string | undefined {
  return [`${path}.ts`, `${path}.tsx`, join(path, "index.ts"), path].find(
    (file) => sourceFile.test(file) && existsSync(file),
  );
}

/** A way from a file or a room back to itself, if what it imports has one that no earlier way has gone. */
function circleFrom(
  start: string,
  seen: Set<string>,
  imported: (from: string) => readonly string[],
): string[] | undefined {
  const way: string[] = [];
  const walk = (place: string): string[] | undefined => {
    const at = way.indexOf(place);
    if (at >= 0) return [...way.slice(at), place];
    if (seen.has(place)) return undefined;
    seen.add(place);
    way.push(place);
    for (const target of imported(place)) {
      const circle = walk(target);
      if (circle !== undefined) return circle;
    }
    way.pop();
    return undefined;
  };
  return walk(start);
}

const top = readdirSync(".", { withFileTypes: true }).filter(
  (entry) =>
    entry.isDirectory() &&
    !entry.name.startsWith(".") &&
    !/^(node_modules|cdktf\.out|dist)$/.test(entry.name),
);
const files = top
  .filter(({ name }) => !withoutRow.includes(name))
  .flatMap(({ name }) =>
    readdirSync(name, { recursive: true, encoding: "utf8" })
      .filter((file) => sourceFile.test(file))
      .map((file) => join(name, file)),
  );

/** The rooms that a room's files import from, itself left out. */
const imports = new Map(rooms.map((room) => [room, new Set<string>()]));
for (const file of files)
  for (const target of importsOf(file))
    if (roomOf(target) !== roomOf(file)) imports.get(roomOf(file))?.add(roomOf(target));
const importedBy = (room: string): readonly string[] => [...(imports.get(room) ?? [])];

describe("the house", () => {
  it("has its table in docs/architecture.md", () => {
    expect(allowed).toMatchObject({
      errors: [],
      stacks: ["modules", "config", "terraform", "facts/*"],
      cli: ["*"],
    });
  });

  it("has a row for every folder at the top", () => {
    const known = new Set([...rooms.map((room) => room.split("/")[0]), ...withoutRow]);
    expect(top.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([]);
  });

  it("has no import that its rules do not allow", () => {
    const breaches = files.flatMap((file) => {
      const room = roomOf(file);
      return importsOf(file)
        .filter((target) => roomOf(target) !== room && !mayImport(room, roomOf(target)))
        .map((target) => `${file} -> ${target}`);
    });
    expect(breaches).toEqual([]);
  });

  it("has no right that nobody uses", () => {
    const idle = rooms.flatMap((room) =>
      (allowed[room] ?? [])
        .filter((right) => right !== "*" && !importedBy(room).some((to) => isWithin(to, right)))
        .map((right) => `${room} -> ${right}`),
    );
    expect(idle).toEqual([]);
  });

  it("knows a console and a terminal in its hall alone, and where a program of its own begins", () => {
    const programs = [
      "create/main.ts",
      "docs/write-prices.ts",
      "library/synthesize-project.ts",
      "rehearsal/session/sites/synthesize-entry.ts",
      "switch/sentinel/handler.ts",
      "toolchain/leash-by-node.ts",
      "toolchain/leash-by-shell.ts",
    ];
    const speaks = /\bconsole\.(?:log|info|warn|error)\b(?! with)|(?<!\.)\bprocess\.std(?:in|out|err)\b/;
    const outside = files.filter((file) => !/^(?:cli|bench)\//.test(file) && !programs.includes(file));
    expect(outside.filter((file) => speaks.test(readFileSync(file, "utf8")))).toEqual([]);
  });

  it("loads one package, and nothing that a verb does, before it knows the verb", () => {
    const { loaded, packages } = loadedWith(["cli/outlast.ts"]);
    expect(packages).toEqual(["commander"]);
    expect(loaded.filter((file) => /^(?:release|stacks|modules|operations|delivery)\//.test(file))).toEqual(
      [],
    );
  });

  it.each(["apply", "bootstrap", "contact-sheet", "deploy", "destroy", "drift", "explain", "plan", "status"])(
    "loads what reads pages, scripts, types and YAML for no %s, which reads none at first",
    (verb) => {
      const file = `cli/verbs/${verb}.ts`;
      const called = [...readFileSync(file, "utf8").matchAll(/\bimport\("([^"]+)"\)/g)].flatMap(
        ([, path = ""]) => fileOf(normalize(join(dirname(file), path))) ?? [],
      );
      const { packages } = loadedWith([file, ...called]);
      expect(packages.filter((name) => /^(?:acorn|entities|htmlparser2|mime-types|yaml)/.test(name))).toEqual(
        [],
      );
    },
  );

  it("makes no client of AWS that waits without an end for a service which says nothing", () => {
    const asking = files.filter(
      (file) =>
        !/^(?:bench|rehearsal)\//.test(file) && /\bnew [A-Z]\w+Client\(/.test(readFileSync(file, "utf8")),
    );
    expect(asking).toContain("operations/status/sentinel.ts");
    const bounds = /\b(?:bounded|impatient|requestHandler|abortSignal)\b/;
    expect(asking.filter((file) => !bounds.test(readFileSync(file, "utf8")))).toEqual([]);
  });

  it("has one door to what a user has written", () => {
    const doors = [...files, "main.ts"].filter((file) =>
      /load-module|site\.config"/.test(importsOf(file).join()),
    );
    expect(doors.sort()).toEqual(["cli/verbs/run.ts", "project/own-project.ts"]);
  });

  it("has no room but the rehearsal that is over a fifth of it", () => {
    const lines = new Map<string, number>();
    for (const file of files) {
      const [room = ""] = file.split("/");
      lines.set(room, (lines.get(room) ?? 0) + readFileSync(file, "utf8").split("\n").length);
    }
    const whole = [...lines.values()].reduce((sum, count) => sum + count, 0);
    expect([...lines].flatMap(([room, count]) => (count > whole / 5 ? [room] : []))).toEqual(["rehearsal"]);
  });

  it("has one kind of error that ends a verb, and one place where it does", () => {
    const others = [
      // What a service answers.
      ...["CloudFrontError", "ControlError", "KeyValueStoreError", "NotFound", "S3Error", "XmlError"],
      // What somebody above catches, and makes a finding, an answer or an error with a code of.
      ...["BudgetError", "ExpressionError", "InvalidResultError", "MarkupTooDeep", "NotKnown", "NotRead"],
      "UnsupportedLanguageError",
      // What those are that come by the thousand.
      "StacklessError",
    ];
    const texts = files.map((file) => ({ file, text: readFileSync(file, "utf8") }));
    const kinds = texts.flatMap(({ text }) =>
      [...text.matchAll(/^(?:export )?class (\w+)(?:<.*>)? extends (?:Stackless)?Error\b/gm)].map(
        ([, name = ""]) => name,
      ),
    );
    expect(kinds.sort()).toEqual([...others, "OutlastError"].sort());
    const hall = texts.filter(({ file }) => file.startsWith("cli/"));
    const verbs = hall.filter(({ file }) => file.startsWith("cli/verbs/"));
    const ends = /\b(?:ending|telling|switching)\(/;
    expect(verbs.filter(({ text }) => !ends.test(text)).map(({ file }) => file)).toEqual([]);
    const exits = hall.filter(({ text }) => /\bprocess\.exit(?:Code =|\()/.test(text));
    expect(exits.map(({ file }) => file).sort()).toEqual(["cli/outlast.ts", "cli/output/ending.ts"]);
  });

  it("gives no name to two things", () => {
    // CloudFront calls `handler`, whatever the function is; what waits is each room's own port, of one shape.
    const common = ["handler", "Clock"];
    const exported = /^export (?:abstract |async )*(?:class|const|function\*?|interface|type) (\w+)/gm;
    const places = files.flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(exported)].map(([, name = ""]) => ({ name, file })),
    );
    const twice = places.filter(
      ({ name, file }) =>
        !common.includes(name) && places.some((other) => other.name === name && other.file !== file),
    );
    expect(twice).toEqual([]);
  });

  it.each<[string, readonly string[], (from: string) => readonly string[]]>([
    ["files", files, (file) => importsOf(file).flatMap((path) => fileOf(path) ?? [])],
    ["rooms", rooms, importedBy],
  ])("has no circles between %s", (_, places, imported) => {
    const seen = new Set<string>();
    const circles = places.flatMap((place) => circleFrom(place, seen, imported)?.join(" -> ") ?? []);
    expect(circles).toEqual([]);
  });
});
