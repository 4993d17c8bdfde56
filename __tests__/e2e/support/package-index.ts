import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { strToU8, zipSync } from "fflate";
import { listen } from "../../../rehearsal/server";

/** What answers in moto's place once it is installed: enough for the endpoint to find it ready, and to know it again. */
const server = `
import http.server, sys

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"installed from the index")

    def log_message(self, *arguments):
        pass

def main():
    port = int(sys.argv[sys.argv.index("-p") + 1])
    http.server.HTTPServer(("127.0.0.1", port), Handler).serve_forever()
`;

/** A package index on this machine, as pip reads it (PEP 503), that has moto and nothing else. */
export class PackageIndex {
  /** Paths that were asked for. */
  readonly asked: string[] = [];
  #close: () => Promise<void> = async () => {};
  #onAsked: () => void = () => {};

  /** @param answers whether it answers at all; if not, whoever asks waits */
  constructor(private readonly answers: boolean) {}

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
    if (!this.answers) return;
    const wheel = "moto-5.2.1-py3-none-any.whl";
    if (url === "/simple/moto/")
      outgoing.setHeader("content-type", "text/html").end(`<!DOCTYPE html><a href="/${wheel}">${wheel}</a>`);
    else if (url === `/${wheel}`) outgoing.end(motoWheel());
    else outgoing.writeHead(404).end();
  }
}

/** A wheel (PEP 427) with the one script that counts. */
function motoWheel(): Uint8Array {
  const info = "moto-5.2.1.dist-info";
  const files = {
    "moto/__init__.py": "",
    "moto/server.py": server,
    [`${info}/METADATA`]: "Metadata-Version: 2.1\nName: moto\nVersion: 5.2.1\nProvides-Extra: server\n",
    [`${info}/WHEEL`]: "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    [`${info}/entry_points.txt`]: "[console_scripts]\nmoto_server = moto.server:main\n",
    [`${info}/RECORD`]: `moto/__init__.py,,\nmoto/server.py,,\n${info}/RECORD,,\n`,
  };
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}
