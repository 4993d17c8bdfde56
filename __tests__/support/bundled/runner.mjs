import { existsSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { inject, TestRunner, vi } from "vitest";

const { folder, root, temporary } = inject("bundled");
if (temporary !== undefined) process.env.TMPDIR ??= temporary;
const maps = new Map();
const variables = { ...process.env };

/** Runs what `bundle.ts` has made of a file: modules of Node's own, none of which is translated on its way. */
export default class extends TestRunner {
  importFile(path, source) {
    if (source === "collect") asAtFirst();
    const file = path.replace(root, folder).replace(/(ts|mjs)$/, "mjs");
    if (!existsSync(file)) return super.importFile(path, source);
    // A setup file is run once in each process: what it sets stays, and what it throws is thrown for each file. None has hooks.
    return import(pathToFileURL(file).href);
  }

  onAfterRunTask(test) {
    super.onAfterRunTask(test);
    withSources(test);
  }

  async onAfterRunSuite(suite) {
    await super.onAfterRunSuite(suite);
    withSources(suite);
  }
}

/** What a file has set of its process is nothing that the next one begins with. */
function asAtFirst() {
  vi.restoreAllMocks();
  vi.useRealTimers();
  for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name];
  Object.assign(process.env, variables);
  process.exitCode = undefined;
}

/** Node's own reading of source maps would read those of all packages too. */
function withSources({ result }) {
  for (const error of result?.errors ?? [])
    error.stack = error.stack?.replaceAll(
      /file:\/\/([^\s()]+\.mjs):(\d+):(\d+)/g,
      (position, file, line, column) => {
        if (!file.startsWith(folder)) return position;
        const { originalColumn, originalLine, originalSource } = mapOf(file).findEntry(line - 1, column - 1);
        if (originalSource === undefined) return position;
        return `${resolve(dirname(file), originalSource)}:${originalLine + 1}:${originalColumn + 1}`;
      },
    );
}

function mapOf(file) {
  const map = maps.get(file) ?? new SourceMap(JSON.parse(readFileSync(`${file}.map`, "utf8")));
  maps.set(file, map);
  return map;
}
