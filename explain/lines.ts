import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../config/package-root";

/** `content.tf:12` of each resource in a folder of HCL, by its address. */
export function resourceLines(folder: string): (readonly [string, string])[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".tf"))
    .flatMap((name) =>
      readFileSync(join(folder, name), "utf8")
        .split("\n")
        .flatMap((text, i) => {
          const [, kind, type, id] = /^(resource|data) "(\w+)" "(\w+)"/.exec(text) ?? [];
          const address = kind === "data" ? `data.${type}.${id}` : `${type}.${id}`;
          return kind === undefined ? [] : [[address, `${name}:${i + 1}`] as const];
        }),
    );
}

/** `docs/config.md:12` of a key such as `cache.paths[0].ttl`; the page alone where outlast is installed without it. */
export function documentedAt(key: string): string {
  const page = "docs/config.md";
  const file = join(packageRoot(), page);
  if (!existsSync(file)) return page;
  const lines = readFileSync(file, "utf8").split("\n");
  for (let name = key.replace(/\[\d+\]/g, "[]"); name !== ""; name = name.replace(/\.?[^.]*$/, "")) {
    const at = lines.findIndex(
      (line) => line.startsWith(`| \`${name}`) && /^[`.[]/.test(line.slice(name.length + 3)),
    );
    if (at >= 0) return `${page}:${at + 1}`;
  }
  return page;
}
