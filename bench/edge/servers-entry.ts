// The edge, the same with the console's watcher, and a bare node:http server beside them, in one process that ends with its
// parent. It sends their ports, and for each message how much processor time and memory it has used.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { SystemClock } from "../../rehearsal/edge";
import { LocalHosts, serveControls, serveViewers } from "../../rehearsal/server";
import type { Picture } from "../../rehearsal/session/watching/shown";
import { Watcher } from "../../rehearsal/session/watching/watcher";
import { rehearsedExample } from "./rehearsed-example";

const page = Buffer.from(`<!doctype html><title>5 KB</title>${"x".repeat(5_000)}`);
const picture: Picture = {
  ...{ sites: [], buckets: [], locations: [], faults: [], targets: [], actions: [], visitors: 0 },
};

async function served({ host, rehearsal }: Awaited<ReturnType<typeof rehearsedExample>>) {
  const bucket = rehearsal.originBuckets().get("primary") as string;
  rehearsal.regions
    .store(bucket)
    .put("assets/page.html", page, { contentType: "text/html", cacheControl: "max-age=31536000" });
  const hosts = new LocalHosts([{ name: "example", host, hosts: [host] }]);
  return serveViewers({ edge: rehearsal.edge, hosts, port: 0 });
}

async function main(): Promise<void> {
  const clock = new SystemClock();
  const edge = await served(await rehearsedExample(clock));
  const watcher = new Watcher({
    ...{ clock, picture: () => picture, siteOf: () => "example", distribution: () => undefined },
  });
  const between = { functions: watcher.functions.between.bind(watcher.functions) };
  const watched = await served(await rehearsedExample(clock, { between, onTrace: watcher.observe }));
  const control = await serveControls({}, 0, { events: (send) => watcher.listen(send) });
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const bare = createServer((_, outgoing) => {
    outgoing.writeHead(200, { "content-type": "text/html", "content-length": page.length }).end(page);
  });
  bare.listen(0, "127.0.0.1", () => {
    const ports = { edge: edge.port, watched: watched.port, control: control.port };
    process.send?.({ ...ports, bare: (bare.address() as AddressInfo).port });
  });
  process.on("message", (wanted) => {
    if (wanted === "heap") collect();
    const { user, system } = process.cpuUsage();
    const { external, heapUsed } = process.memoryUsage();
    process.send?.(wanted === "heap" ? (heapUsed + external) / 1e6 : (user + system) / 1e6);
  });
  process.on("disconnect", () => process.exit());
}

void main();
