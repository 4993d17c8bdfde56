import type { Browser, BrowserContext, Page, Route } from "playwright-core";
import { HeaderMap, type ViewerRequest, type ViewerResponse } from "../../edge";

/** Who answers a visitor: the rehearsal's edge, or what stands before it. */
export type Answering = (
  request: ViewerRequest,
) => Promise<Pick<ViewerResponse, "status" | "headers" | "body">>;

export interface VisitorOptions {
  /** "https://www.example.org": what the pages take for their own origin. */
  readonly origin: string;
  readonly answer: Answering;
  /** Changes the headers of what is answered. */
  readonly headers?: (headers: HeaderMap) => void;
}

/** A browser's visits to a site under its own name, without a socket: the edge answers, and nothing else does. */
export class Visitor {
  /** Addresses elsewhere that pages asked for in vain. */
  readonly refused = new Set<string>();

  static async at(browser: Browser, options: VisitorOptions): Promise<Visitor> {
    const context = await browser.newContext({
      serviceWorkers: "block",
      viewport: { width: 800, height: 600 },
    });
    const visitor = new Visitor(context, options);
    await context.route("**/*", (route) => visitor.#route(route));
    return visitor;
  }

  private constructor(
    readonly context: BrowserContext,
    private readonly options: VisitorOptions,
  ) {}

  async newPage(): Promise<Page> {
    const page = await this.context.newPage();
    // Sockets are not routed: the browser finds no way to them by itself.
    page.on("websocket", (socket) => this.refused.add(socket.url()));
    return page;
  }

  close(): Promise<void> {
    return this.context.close();
  }

  async #route(route: Route): Promise<void> {
    const asked = route.request();
    const url = new URL(asked.url());
    if (url.origin !== this.options.origin) {
      this.refused.add(asked.url());
      await route.abort("blockedbyclient");
      return;
    }
    const headers = new HeaderMap(asked.headers());
    headers.set("host", url.host);
    // What is handed to the browser this way, it does not unpack.
    headers.set("accept-encoding", "identity");
    const answer = await this.options.answer({
      ...{ method: asked.method(), scheme: "https", httpVersion: "2.0", clientIp: "127.0.0.1" },
      ...{ path: url.pathname, query: url.search.slice(1), headers },
    });
    const sent = answer.headers.clone();
    this.options.headers?.(sent);
    await route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(sent),
      body: Buffer.from(answer.body),
    });
  }
}
