import type { Package } from "../../support/package-index/wheel";

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

/** What is installed in moto's place. */
export const motoPackage: Package = {
  name: "moto",
  version: "5.2.1",
  extras: ["server"],
  modules: { "moto/__init__.py": "", "moto/server.py": server },
  commands: { moto_server: "moto.server:main" },
};
