import { Rehearsal } from "../../../rehearsal/assembly/rehearsal";
import { LocalHosts } from "../../../rehearsal/server/local-hosts";
import { serveViewers } from "../../../rehearsal/server/viewer-server";
import { exampleSite } from "../support/example-site";

/** The example site's distribution and functions behind a real socket, with these files in its primary bucket. */
export async function serveRehearsedSite(files: Readonly<Record<string, string>>) {
  const { loaded } = exampleSite();
  const rehearsal = new Rehearsal(loaded);
  const bucket = rehearsal.regions.bucket(rehearsal.originBuckets().get("primary") as string);
  for (const [key, text] of Object.entries(files))
    await bucket.put(key, Buffer.from(text), { contentType: "text/html" });
  const hosts = loaded.distributions.flatMap(({ aliases }) => aliases);
  const server = await serveViewers({
    edge: rehearsal.edge,
    hosts: new LocalHosts([{ name: "example", host: "www.example.com", hosts }]),
    port: 0,
  });
  return {
    port: server.port,
    url: server.url,
    close: async () => {
      await server.close();
      await rehearsal.close();
    },
  };
}
