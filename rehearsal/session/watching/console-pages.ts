import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../../../config/package-root";
import type { ControlPage } from "../../server";

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='5' cy='8' r='4' fill='%231f7a49'/%3E%3Ccircle cx='11' cy='8' r='4' fill='%232257c4'/%3E%3C/svg%3E";

const shell = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>outlast: the console</title>
<link rel="icon" href="${icon}">
<link rel="stylesheet" href="/console/app.css">
<script type="module" src="/console/app.js"></script>
</head>
<body>
<div id="console"></div>
<noscript>This page is drawn by its script. docs/rehearsal.md has all that it does, for curl.</noscript>
</body>
</html>
`;

/** Nothing but what this port serves, and nothing inline. */
const policy = [
  ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"],
  ...["img-src 'self' data:", "frame-src 'self'", "base-uri 'none'", "form-action 'none'"],
  "frame-ancestors 'none'",
].join("; ");

/** The script and the style sheet of the console. */
export interface ConsoleFiles {
  readonly js: string | Uint8Array;
  readonly css: string | Uint8Array;
}

let files: Promise<ConsoleFiles> | undefined;

/** The console's page and its parts, by their paths; undefined for any other. */
export async function consolePage(path: string): Promise<ControlPage | undefined> {
  if (path === "/" || path === "/console") return { type: "text/html; charset=utf-8", body: shell, policy };
  if (path !== "/console/app.js" && path !== "/console/app.css") return undefined;
  files ??= consoleFiles();
  const { css, js } = await files;
  return path.endsWith(".js")
    ? { type: "text/javascript; charset=utf-8", body: js, policy }
    : { type: "text/css; charset=utf-8", body: css, policy };
}

/** As they were built into the package; a clone builds them when they are first asked for. */
export async function consoleFiles(root = packageRoot()): Promise<ConsoleFiles> {
  const built = join(root, "dist/console");
  const options = join(root, "console/esbuild.json");
  if (!existsSync(options)) {
    const [js, css] = await Promise.all([readFile(join(built, "app.js")), readFile(join(built, "app.css"))]);
    return { js, css };
  }
  const { build } = await import("esbuild");
  const { outputFiles = [] } = await build({
    ...JSON.parse(await readFile(options, "utf8")),
    absWorkingDir: root,
    outdir: built,
    write: false,
  });
  const text = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? "";
  return { js: text(".js"), css: text(".css") };
}
