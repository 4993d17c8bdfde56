import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { startLeashed } from "../../../toolchain";
import { inNoAccount } from "../../../toolchain/environment";
import { motoSettings } from "../../../toolchain/moto";

/**
 * What Python runs before moto's own program. Whoever asks has a copy of this process made, which goes on as the program
 * with what was asked for as its arguments, and ends when the asker is gone. A copy has loaded what the first one loads
 * for its first bucket, object and role and for the services of a site, and AWS's policies, and draws identifiers of its own.
 * It keeps what moto makes anew for each request (its list of services, which of them a host is, a service's errors and
 * actions), writes no line for one, and leaves the connection open for the next.
 */
const nursery = `
import gc, io, os, random, signal, socket, sys, threading
from functools import cache
from types import SimpleNamespace

def asked(connection):
    text = b""
    while not text.endswith(b"\\0\\0"):
        more = connection.recv(65536)
        if not more:
            return []
        text += more
    return text[:-2].decode().split("\\0")

def load():
    from moto import backends
    services = tuple(backends.list_of_moto_modules())
    backends.list_of_moto_modules = lambda: services
    from moto.core import errors
    known = errors.ErrorLookupFactory()
    errors.ErrorLookupFactory = lambda: known
    from moto.core import responses
    responses.method_names_from_class = cache(responses.method_names_from_class)
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    DomainDispatcherApplication.get_backend_for_host = cache(DomainDispatcherApplication.get_backend_for_host)
    from werkzeug.test import Client
    client = Client(DomainDispatcherApplication(create_backend_app))
    scope = "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/%s/aws4_request, SignedHeaders=host, Signature=0"
    headers = lambda service: {"authorization": scope % service, "x-amz-date": "20260101T000000Z"}
    for method, path in [("PUT", "/first"), ("PUT", "/first/key"), ("DELETE", "/first/key"), ("DELETE", "/first")]:
        client.open(path, method=method, headers=headers("s3"))
    for service, path in [("lambda", "/2015-03-31/functions/"), ("route53", "/2013-04-01/hostedzone"), ("scheduler", "/schedules")]:
        client.get(path, headers=headers(service))
    for service, action, version in [
        ("iam", "ListRoles", "2010-05-08"),
        ("monitoring", "DescribeAlarms", "2010-08-01"),
        ("sns", "ListTopics", "2010-03-31"),
        ("sts", "GetCallerIdentity", "2011-06-15"),
    ]:
        client.post("/", headers=headers(service), data={"Action": action, "Version": version})
    for service, target in [("acm", "CertificateManager.ListCertificates"), ("logs", "Logs_20140328.DescribeLogGroups")]:
        json = {"x-amz-target": target, "content-type": "application/x-amz-json-1.1"}
        client.post("/", headers={**headers(service), **json}, data="{}")

class NothingLeft:
    register = close = lambda *told: None
    select = lambda *told, **more: ()

def serve_quietly():
    from werkzeug import serving
    handler = serving.WSGIRequestHandler
    handler.log_request = lambda *told: None
    # Werkzeug ends each connection, since what an answer has left of a body would be the next request: it is all read before.
    make_environ, send_header = handler.make_environ, handler.send_header
    def with_body(self):
        # Whoever waits for a "100 Continue" sends no body until then.
        self.wfile.flush()
        environ = make_environ(self)
        length = -1 if "wsgi.input_terminated" in environ else int(environ.get("CONTENT_LENGTH") or 0)
        return {**environ, "wsgi.input": io.BytesIO(environ["wsgi.input"].read(length))}
    def but_close(self, name, value):
        if (name, value) != ("Connection", "close"):
            send_header(self, name, value)
    handler.make_environ, handler.send_header = with_body, but_close
    serving.selectors = SimpleNamespace(DefaultSelector=NothingLeft, EVENT_READ=1)
    # Head and body in one packet.
    handler.wbufsize = -1

def end_with(connection):
    connection.recv(1)
    os._exit(0)

def serve(token):
    listener = socket.create_server(("127.0.0.1", 0), backlog=32)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print(listener.getsockname()[1], flush=True)
    loaded = False
    while True:
        connection, _ = listener.accept()
        given, *arguments = asked(connection) or [""]
        if given != token:
            connection.close()
            continue
        if not loaded:
            load()
            serve_quietly()
            # Python's collector writes to all that it looks through, which each copy would have to copy.
            gc.collect()
            gc.freeze()
            loaded = True
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            listener.close()
            os.dup2(connection.fileno(), 2)
            threading.Thread(target=end_with, args=(connection,), daemon=True).start()
            from moto.moto_api._internal import mock_random
            mock_random.seed()
            random.seed()
            sys.argv[1:] = arguments
            return
        connection.close()

serve(os.environ["OUTLAST_NURSERY"])
`;

/** Asks for a moto, and stands for it: what it says is said here, and it ends with this. */
const asking = (port: number, token: string) => `#!/usr/bin/env bash
exec 3<>/dev/tcp/127.0.0.1/${port} || exit 1
printf '%s\\0' ${token} "$@" '' >&3
exec cat <&3 >&2
`;

/**
 * Loads moto once for all that start one, which takes more than what most tests ask of it: 0.05 seconds of the processor
 * to the first role, and 1.25 without. Returns a folder with a `moto_server` for PATH.
 *
 * @param program the real one
 */
export async function startNursery(
  program: string,
): Promise<{ readonly path: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "outlast-nursery-"));
  const token = randomUUID();
  writeFileSync(join(folder, "sitecustomize.py"), nursery);
  const { PYTHONPATH = "", ...env } = inNoAccount(process.env);
  const found = [folder, PYTHONPATH].filter(Boolean).join(delimiter);
  const { process: child, stop } = startLeashed(program, [], {
    env: { ...env, ...motoSettings, PYTHONPATH: found, OUTLAST_NURSERY: token },
    graceMs: 0,
    output: "pipe",
  });
  child.unref();
  const port = await new Promise<number>((resolve, reject) => {
    let said = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    let written = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      written += text;
      if (/^\d+\n/.test(written)) resolve(Number(written));
    });
    child.once("exit", (code) => reject(new Error(`moto's nursery ended with ${code}: ${said}`)));
  });
  const path = join(folder, "bin");
  mkdirSync(path);
  writeFileSync(join(path, "moto_server"), asking(port, token), { mode: 0o700 });
  return {
    path,
    async stop() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
