import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { readProject, type SiteInput } from "../../../config";
import { Rehearsal } from "../../../rehearsal/assembly/rehearsal";
import { HttpOrigin } from "../../../rehearsal/server/http-origin";
import { LocalHosts } from "../../../rehearsal/server/local-hosts";
import { serveViewers } from "../../../rehearsal/server/viewer-server";
import { type LoadedSite, loadTerraformFile } from "../../../rehearsal/terraform";
import { synthesize } from "../../../stacks/synthesize";
import { smallSite } from "../../support/sites";

const name = "www.example.com";

/** What was synthesized and loaded already: many tests look at the same site. */
const loadedSites = new Map<string, LoadedSite>();

function loadedSite(site: SiteInput): LoadedSite {
  const id = JSON.stringify(site);
  const loaded = loadedSites.get(id) ?? loadedAnew(site);
  loadedSites.set(id, loaded);
  return loaded;
}

function loadedAnew(site: SiteInput): LoadedSite {
  const outdir = mkdtempSync(join(tmpdir(), "outlast-beside-"));
  try {
    const [stack] = synthesize(readProject({ default: site }), { outdir });
    return loadTerraformFile(stack?.file ?? "");
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** The site with the functions that run after its own origins at the server's paths too, as another distribution may have them. */
function withResponseFunctions(site: LoadedSite): LoadedSite {
  const distributions = site.distributions.map((distribution) => ({
    ...distribution,
    cacheBehaviors: distribution.cacheBehaviors.map((behavior) => ({
      ...behavior,
      functions: distribution.defaultCacheBehavior.functions.filter(({ eventType }) =>
        eventType.endsWith("-response"),
      ),
    })),
  }));
  return { ...site, distributions };
}

/** A site whose `/api/*` a server on this machine answers, behind a real socket; all of it ends with the test. */
export async function siteBeside(
  listener: RequestListener | Server,
  changes: Partial<SiteInput> = {},
  { responseFunctions = false, functionsApart = false } = {},
) {
  const origin = typeof listener === "function" ? createServer(listener) : listener;
  await new Promise<void>((resolve) => origin.listen(0, "127.0.0.1", resolve));
  const client = new HttpOrigin(new URL(`http://127.0.0.1:${(origin.address() as AddressInfo).port}`));
  const site: Partial<SiteInput> = {
    domain: { name, zone: { name: "example.com" } },
    origins: { api: { url: "https://api.example.net", connectionAttempts: 1, readTimeout: "1s" } },
    paths: [{ path: "/api/*", origin: "api", methods: "all" }],
    errorPages: { notFound: false },
    ...changes,
  };
  const loaded = loadedSite({ ...smallSite, ...site });
  const rehearsal = new Rehearsal(responseFunctions ? withResponseFunctions(loaded) : loaded, {
    origins: new Map([["api", client]]),
    functionsApart,
  });
  const hosts = new LocalHosts([{ name: "shop", host: name, hosts: [name] }]);
  const viewers = await serveViewers({ edge: rehearsal.edge, hosts, port: 0 });
  onTestFinished(async () => {
    origin.closeAllConnections();
    origin.close();
    await viewers.close();
    client.close();
    await rehearsal.close();
  });
  return { url: viewers.url, port: viewers.port, viewers };
}

/** A visitor's connection, with what has come of it so far. */
export class RawVisitor {
  readonly socket: Socket;
  text = "";
  #wake: () => void = () => {};

  constructor(port: number) {
    this.socket = connect(port, "127.0.0.1");
    this.socket.on("error", () => {});
    this.socket.on("close", () => this.#wake());
    this.socket.on("data", (chunk) => {
      this.text += chunk.toString("latin1");
      this.#wake();
    });
    onTestFinished(() => void this.socket.destroy());
  }

  /** Resolves with all that has come once this is in it, or the connection has ended. */
  async until(part: string | RegExp): Promise<string> {
    const isThere = () => (typeof part === "string" ? this.text.includes(part) : part.test(this.text));
    while (!isThere() && !this.socket.closed)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    return this.text;
  }
}
