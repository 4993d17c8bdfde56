import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream";
import { inNoAccount } from "../../../toolchain/environment";
import { firstLine } from "./first-line";
import { type RunningProvider, startProvider } from "./running-provider";

/** Where a provider works while it is lent. */
export interface Workplace {
  /** Address of a local cloud. */
  readonly endpoint: string;
  /** The access key that the cloud asks for. @default one that nobody checks */
  readonly accessKey?: string | undefined;
  /** The folder `assets` of the configuration, if it has one: a provider reads files from where it runs. */
  readonly assets?: string | undefined;
}

/** Providers for all of a run's hosts, whatever process these are in. */
export interface ProviderPool {
  /** Where they are asked for; `lent-provider.ts` does. */
  readonly socket: string;
  stop(): Promise<void>;
}

interface PooledProvider extends RunningProvider {
  goTo(place: Workplace): void;
}

/**
 * Lends providers, each to one at a time, for as long as the connection lasts on which it was asked for; whoever asks for
 * none in particular is told of one that is never lent. They are started as they are needed: a provider that has worked has
 * made its tables and has its memory, and takes a fifth of what another would to be ready.
 *
 * @param program the provider
 */
export async function poolProviders(program: string): Promise<ProviderPool> {
  const folder = mkdtempSync(join(tmpdir(), "outlast-providers-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const all: Promise<PooledProvider>[] = [];
  const idle: PooledProvider[] = [];
  const start = () => {
    const started = startInPool(program, mkdtempSync(join(folder, "provider-")));
    all.push(started);
    return started;
  };
  const take = (): PooledProvider | Promise<PooledProvider> => {
    const provider = idle.pop() ?? start();
    return "socket" in provider && provider.hasEnded() ? take() : provider;
  };
  let common: Promise<PooledProvider> | undefined;
  const lend = async (asker: Socket) => {
    const asked = await firstLine(asker);
    if (asked === "") {
      common ??= start();
      return (await common).socket;
    }
    const provider = await take();
    const giveBack = () => void idle.push(provider);
    if (asker.destroyed) giveBack();
    else asker.once("close", giveBack);
    provider.goTo(JSON.parse(asked));
    return provider.socket;
  };
  const server = createServer((asker) => {
    const end = (error: Error) => asker.end(`${JSON.stringify({ error: error.message })}\n`);
    lend(asker).then((socket) => asker.write(`${JSON.stringify({ socket })}\n`), end);
  });
  const socket = join(folder, "pool");
  server.listen(socket);
  await once(server, "listening");
  return {
    socket,
    async stop() {
      server.close();
      await Promise.allSettled(all.map(async (provider) => (await provider).stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * A provider whose cloud is exchanged: it reads that from its shared configuration, again whenever Terraform configures it.
 * What it sends by a proxy, which it has for all its life, goes on to the cloud of the moment.
 */
async function startInPool(program: string, folder: string): Promise<PooledProvider> {
  let cloud: URL;
  const configuration = join(folder, "configuration");
  const connections = new Set<Socket>();
  const proxy = createServer((from) => {
    connections.add(from);
    const to = connect(Number(cloud.port), cloud.hostname);
    pipeline(from, to, from, () => connections.delete(from));
  }).unref();
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const { port } = proxy.address() as AddressInfo;
  const proxied = { HTTP_PROXY: `http://127.0.0.1:${port}`, http_proxy: `http://127.0.0.1:${port}` };
  // What variables say comes before what the file says.
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, ...env } = inNoAccount(process.env);
  const variables = { ...env, ...proxied, AWS_CONFIG_FILE: configuration, TMPDIR: folder };
  const provider = await startProvider(program, variables, folder);
  return {
    ...provider,
    goTo({ endpoint, accessKey = "rehearsal", assets }) {
      cloud = new URL(endpoint);
      for (const connection of connections) connection.destroy();
      const key = `aws_access_key_id = ${accessKey}\naws_secret_access_key = rehearsal\n`;
      writeFileSync(configuration, `[default]\nendpoint_url = ${endpoint}\n${key}`);
      // Not where the configuration is: what runs there besides a Terraform is ended as its leftover.
      rmSync(join(folder, "assets"), { force: true });
      if (assets !== undefined) symlinkSync(assets, join(folder, "assets"));
    },
    async stop() {
      proxy.close();
      await provider.stop();
    },
  };
}
