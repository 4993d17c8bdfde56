import type { Package } from "../../support/package-index/wheel";

/** What answers in moto's place once it is installed: enough for the endpoint to find it ready, and to know it again. */
const server = `
import http.server, socketserver, sys

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"installed from the index")

    def log_message(self, *arguments):
        pass

class AtSocket(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    # A Unix socket gives no address that a handler could tell.
    def get_request(self):
        request, _ = super().get_request()
        return request, ("local", 0)

def main():
    path = sys.argv[sys.argv.index("-H") + 1].removeprefix("unix://")
    AtSocket(path, Handler).serve_forever()
`;

/** What is installed in moto's place. */
export const motoPackage: Package = {
  name: "moto",
  version: "5.2.1",
  extras: ["server"],
  modules: { "moto/__init__.py": "", "moto/server.py": server },
  commands: { moto_server: "moto.server:main" },
};
