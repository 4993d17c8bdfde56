import { connect } from "node:net";

const connections = 32;

/** Sends `requests` to a server on loopback over kept-alive connections, each with one request open. */
export async function load(port: number, path: string, requests: number): Promise<void> {
  const each = Math.ceil(requests / connections);
  await Promise.all(Array.from({ length: connections }, () => client(port, path, each)));
}

function client(port: number, path: string, requests: number): Promise<void> {
  const request = `GET ${path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: load\r\nAccept: */*\r\n\r\n`;
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(request));
    let answered = 0;
    let missing = 0;
    socket.on("data", (chunk) => {
      missing = missing > 0 ? missing - chunk.length : sizeOf(chunk) - chunk.length;
      if (missing > 0) return;
      answered++;
      if (answered === requests) socket.end();
      else socket.write(request);
    });
    socket.on("error", reject);
    socket.on("close", () => resolve());
  });
}

/** Bytes of a whole answer, by its head. */
function sizeOf(chunk: Buffer): number {
  const head = chunk.indexOf("\r\n\r\n");
  const text = chunk.toString("latin1", 0, head);
  const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1];
  if (!text.startsWith("HTTP/1.1 200") || length === undefined) throw new Error(`unexpected answer: ${text}`);
  return head + 4 + Number(length);
}
