// outlast and create-outlast as npm would have them, and a project of a stranger's that is made of nothing else.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The clone. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a program; what it says on standard output. */
export const run = (cwd, [command, ...args], env = {}) =>
  execFileSync(command, args, {
    ...{ cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 2 ** 26 },
    env: { ...process.env, ...env },
  });

/** Begins every program with Node of that version, and so what that begins: npm has each as a package. */
export function beginOnNode(version) {
  // npx would tell the programs below it which packages to use.
  const node = run(root, ["npx", "--yes", "-p", `node@${version}`, "node", "-p", "process.execPath"]).trim();
  process.env.PATH = `${dirname(node)}${delimiter}${path}`;
}

/** As this program was begun. */
const path = process.env.PATH;

/** An empty folder, which is gone afterwards. */
export async function withFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), "outlast-package-"));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Packs both into such a folder. */
export const withPackages = (work) =>
  withFolder(async (folder) => {
    run(root, ["npm", "run", "build"]);
    const tarballs = join(folder, "tarballs");
    mkdirSync(tarballs);
    const packed = (place) => {
      const said = run(place, ["npm", "pack", "--json", "--pack-destination", tarballs]);
      return join(tarballs, JSON.parse(said.slice(said.indexOf("[\n")))[0].filename);
    };
    await work({ folder, tarballs, outlast: packed(root), create: packed(join(root, "create")) });
  });

/** What `npm create outlast` does, from the tarballs; the new project's folder. */
export function createProject({ create, folder, outlast }, name, ...options) {
  run(folder, [
    "npx",
    "--yes",
    "-p",
    create,
    "create-outlast",
    name,
    "--yes",
    "--outlast",
    `file:${outlast}`,
    ...options,
  ]);
  return join(folder, name);
}

/** Where a project has the program that its npx finds. */
export const bin = "node_modules/outlast/bin/outlast.mjs";

/**
 * Runs a verb as npx does, until `work` has looked at what the event of that name says; then nothing of it is left,
 * whatever npx was told.
 */
export async function serving(project, args, event, work, [command, ...before] = ["npx", "outlast"]) {
  const session = spawn(command, [...before, ...args], {
    cwd: project,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    await work(await firstOf(event, session.stdout));
  } finally {
    session.kill("SIGTERM");
    session.stdout.resume();
    // Whoever could write there is alive.
    await once(session.stdout, "close");
  }
}

const anyPort = ["--port", "0", "--control-port", "0", "--json"];

/** Rehearses a project for as long as `work` looks at it. */
export const rehearsing = (project, options, work) =>
  serving(project, ["start", ...anyPort, ...options], "ready", work);

/** The same by `npm start`. */
export const started = (project, work) =>
  serving(project, anyPort, "ready", work, ["npm", "start", "--silent", "--"]);

/** The first event of that name, of those that a line each has. */
async function firstOf(name, stream) {
  for await (const line of createInterface({ input: stream })) {
    const said = JSON.parse(line);
    if (said.event === name) return said;
  }
  throw new Error(`it ended without ${name}`);
}

/** What a page's answer is, which has to be that status. */
export async function page(url, status = 200) {
  const answer = await fetch(url, { redirect: "manual" });
  if (answer.status !== status) throw new Error(`${url} answers ${answer.status}, not ${status}`);
  return answer.text();
}
