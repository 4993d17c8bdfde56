import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import {
  constants,
  createServer,
  type Http2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { type Environment, terraformEnvironment } from "../../../toolchain";
import { answerWith, forward } from "./forward";
import { LastingAnswers } from "./lasting-answers";
import { borrow, commonProvider, type LentProvider } from "./lent-provider";
import { unframed } from "./messages";
import type { Workplace } from "./provider-pool";
import { registry } from "./running-provider";
import { answerOnceSteady } from "./steady-lifecycle";
import { usedSchema, withoutWebAcls } from "./used-schema";
import { unchanged, withoutWait } from "./without-wait";

const applyCall = "/tfplugin5.Provider/ApplyResourceChange";
/**
 * What every connection opens and no provider of AWS says anything on: streams of what it prints, and of connections that
 * it would have made back. Whoever only validates needs no provider for them.
 */
const silent = new Set(["/plugin.GRPCBroker/StartStream", "/plugin.GRPCStdio/StreamStdio"]);

export interface HostOptions {
  /** From another host. @default - asked of a provider */
  readonly schema?: Buffer;
  /** Folder with the answers that hosts have in common. */
  readonly answers: string;
}

/** Providers that go on running between the commands of Terraform. */
export interface ProviderHost {
  /** With these, and what `hostProviders` was given as a promise, Terraform uses the providers that run, and starts none. */
  readonly env: Environment;
  readonly schema: Buffer;
  /** Whether Terraform hears of web ACLs, whose schema takes every command 0.2 s of the processor. @default false */
  webAcls: boolean;
  /**
   * Whether the provider waits, as it does by itself, until it has read a bucket's lifecycle ten times as it was written.
   *
   * @default false
   */
  waitsForLifecycles: boolean;
  /** Nothing is made or changed before this resolves: a Terraform that applies is at work for as long. @default - at once */
  appliesAfter: Promise<void> | undefined;
  close(): Promise<void>;
}

/**
 * Lends Terraform AWS providers that run already, as their developers do to debug them, so that a command neither starts
 * them nor reads a schema of 1,500 resources: that is three quarters of a plan. Each of a configuration's providers is a
 * process of its own, as ever, and is another's when Terraform has left it.
 *
 * @param pool where they are borrowed
 * @param place known at once, or by when the first provider is needed, as a cloud that is yet to start
 * @see https://developer.hashicorp.com/terraform/plugin/debugging
 */
export async function hostProviders(
  pool: string,
  place: Workplace | Promise<Workplace>,
  { answers: folderOfAnswers, schema: known }: HostOptions,
): Promise<ProviderHost> {
  // Whoever needs a provider hears of it.
  if (place instanceof Promise) place.catch(() => {});
  const folder = mkdtempSync(join(tmpdir(), "outlast-host-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const anyone = await commonProvider(pool);
  const schema = known ?? (await usedSchema(anyone));
  const lean = withoutWebAcls(schema);

  const answers = new LastingAnswers(folderOfAnswers);
  const socket = join(folder, "socket");
  const lent = new Map<Http2Session, Promise<LentProvider>>();
  const sessions = new Set<Http2Session>();
  const server = createServer();
  server.on("session", (session) => {
    sessions.add(session);
    session.on("close", () => {
      sessions.delete(session);
      void lent.get(session)?.then(
        (provider) => provider.giveBack(),
        () => {},
      );
      lent.delete(session);
    });
  });
  server.on("stream", (stream, headers) => {
    // Whoever has asked may be gone before the answer.
    stream.on("error", () => {});
    const { ":path": call = "" } = headers;
    if (call === "/tfplugin5.Provider/GetSchema") return answerWith(host.webAcls ? schema : lean, stream);
    if (silent.has(call)) return stream.respond({ ":status": 200, "content-type": "application/grpc" });
    pass(stream, headers).catch(() => stream.close(constants.NGHTTP2_INTERNAL_ERROR));
  });
  const pass = async (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    const { ":path": call = "" } = headers;
    if (answers.has(call)) {
      const asked = await buffer(stream);
      const known = answers.to(call, asked);
      if (known) return answerWith(known, stream);
      // Terraform keeps the connections by which it has validated: lent for that, as many providers would run again.
      return void forward(stream, headers, anyone, answers.keeping(call, asked), Readable.from([asked]));
    }
    const asked = call === applyCall ? await buffer(stream) : undefined;
    const { session } = stream;
    if (!session) return;
    const provider = lent.get(session) ?? Promise.resolve(place).then((at) => borrow(pool, at));
    lent.set(session, provider);
    const { session: to } = await provider;
    if (asked === undefined) return void forward(stream, headers, to, unchanged());
    const body = Readable.from([asked]);
    await host.appliesAfter;
    if (stream.destroyed) return;
    const passed = forward(stream, headers, to, withoutWait(), body);
    if (passed && !host.waitsForLifecycles) await answerOnceSteady(unframed(asked), stream, passed, to);
  };
  server.listen(socket);
  await once(server, "listening");
  const attached = {
    Protocol: "grpc",
    ProtocolVersion: 5,
    Pid: process.pid,
    Test: true,
    Addr: { Network: "unix", String: socket },
  };
  const host: ProviderHost = {
    env: {
      ...(place instanceof Promise ? {} : await terraformEnvironment(place)),
      TF_REATTACH_PROVIDERS: JSON.stringify({ [registry]: attached }),
    },
    schema,
    webAcls: false,
    waitsForLifecycles: false,
    appliesAfter: undefined,
    async close() {
      for (const session of sessions) session.destroy();
      anyone.destroy();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return host;
}
