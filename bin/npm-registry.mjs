// A registry of npm for this machine, in a thread of its own, that has the tarballs of a folder and leads to the real one for
// all other packages: what is said as `npm create outlast@latest` and `npm update outlast` can be tried before it is published.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

/** Starts it; where it is, and how it ends. */
export async function serveTarballs(folder, others) {
  const worker = new Worker(new URL(import.meta.url), { workerData: { folder, others } });
  const url = await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  return { url, close: () => worker.terminate() };
}

/** What a registry says of a package: each version's manifest, and the last one. */
function packument(name, url) {
  const versions = readdirSync(workerData.folder).flatMap((file) => {
    const tarball = join(workerData.folder, file);
    const manifest = JSON.parse(execFileSync("tar", ["-xzOf", tarball, "package/package.json"]));
    const integrity = `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`;
    return manifest.name === name ? [{ ...manifest, dist: { tarball: `${url}-/${file}`, integrity } }] : [];
  });
  if (versions.length === 0) return undefined;
  const latest = versions
    .map(({ version }) => version)
    .sort((one, other) => one.localeCompare(other))
    .at(-1);
  return {
    name,
    "dist-tags": { latest },
    versions: Object.fromEntries(versions.map((manifest) => [manifest.version, manifest])),
  };
}

if (!isMainThread) {
  const server = createServer(({ headers, url: path }, answer) => {
    const [, file] = /^\/-\/([\w.-]+\.tgz)$/.exec(path) ?? [];
    const known =
      file === undefined && packument(decodeURIComponent(path.slice(1)), `http://${headers.host}/`);
    if (file) answer.end(readFileSync(join(workerData.folder, file)));
    else if (known) answer.setHeader("content-type", "application/json").end(JSON.stringify(known));
    else answer.writeHead(302, { location: new URL(path, workerData.others).href }).end();
  }).listen(0, "127.0.0.1", () => parentPort.postMessage(`http://127.0.0.1:${server.address().port}/`));
}
