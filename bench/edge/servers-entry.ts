// The edge and a bare node:http server beside it, in one process that ends with its parent. It sends their ports,
// and for each message how much processor time it has used, in seconds.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { SystemClock } from "../../rehearsal/edge";
import { LocalHosts, serveViewers } from "../../rehearsal/server";
import { rehearsedExample } from "./rehearsed-example";

const page = Buffer.from(`<!doctype html><title>5 KB</title>${"x".repeat(5_000)}`);

async function main(): Promise<void> {
  const { rehearsal, host } = await rehearsedExample(new SystemClock());
  const bucket = rehearsal.originBuckets().get("primary") as string;
  rehearsal.regions
    .store(bucket)
    .put("assets/page.html", page, { contentType: "text/html", cacheControl: "max-age=31536000" });
  const hosts = new LocalHosts([{ name: "example", host, hosts: [host] }]);
  const edge = await serveViewers({ edge: rehearsal.edge, hosts, port: 0 });
  const bare = createServer((_, outgoing) => {
    outgoing.writeHead(200, { "content-type": "text/html", "content-length": page.length }).end(page);
  });
  bare.listen(0, "127.0.0.1", () => {
    process.send?.({ edge: edge.port, bare: (bare.address() as AddressInfo).port });
  });
  process.on("message", () => {
    const { user, system } = process.cpuUsage();
    process.send?.((user + system) / 1_000_000);
  });
  process.on("disconnect", () => process.exit());
}

void main();
