import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listen } from "../../../rehearsal/server";
import { type Package, wheelName, wheelOf } from "./wheel";

/** A package index on this machine, as pip reads it (PEP 503 and 427), with wheels that are made when it is asked. */
export class PackageIndex {
  /** Paths that were asked for. */
  readonly asked: string[] = [];
  #close: () => Promise<void> = async () => {};
  #onAsked: () => void = () => {};

  /** @param packages undefined for an index that does not answer: whoever asks waits */
  constructor(private readonly packages: readonly Package[] | undefined) {}

  /** Starts it; the URL is for PIP_INDEX_URL. */
  async start(): Promise<string> {
    const { port, close } = await listen(
      createServer((...both) => this.#answer(...both)),
      0,
      "127.0.0.1",
    );
    this.#close = close;
    return `http://127.0.0.1:${port}/simple`;
  }

  /** Resolves once somebody has asked for something. */
  async wasAsked(): Promise<void> {
    if (this.asked.length > 0) return;
    await new Promise<void>((resolve) => {
      this.#onAsked = resolve;
    });
  }

  close(): Promise<void> {
    return this.#close();
  }

  #answer({ url = "" }: IncomingMessage, outgoing: ServerResponse): void {
    this.asked.push(url);
    this.#onAsked();
    if (this.packages === undefined) return;
    const listed = this.packages.find(({ name }) => url === `/simple/${name}/`);
    const wheel = this.packages.find((one) => url === `/${wheelName(one)}`);
    if (listed) outgoing.setHeader("content-type", "text/html").end(pageOf(wheelName(listed)));
    else if (wheel) outgoing.end(wheelOf(wheel));
    else outgoing.writeHead(404).end();
  }
}

function pageOf(file: string): string {
  return `<!DOCTYPE html><a href="/${file}">${file}</a>`;
}
