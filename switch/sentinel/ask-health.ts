import { type ClientRequest, request as plain } from "node:http";
import { request as secure } from "node:https";
import type { HealthAnswer } from "./sights";

/** Bytes of an answer that are read: a document has a hundred. */
const most = 10_000;

/** Asks an address for a path of a host's, as a visitor does. It never throws. */
export function askHealth(
  address: string,
  host: string,
  path: string,
  patience: number,
): Promise<HealthAnswer> {
  return new Promise((resolve) => {
    const url = new URL(path, address);
    // A connection that is kept is closed by the other end while Lambda freezes the process, which the next look would
    // take for a region that fails.
    const options = { agent: false, headers: { host, "user-agent": "outlast-sentinel" }, servername: host };
    const asked: ClientRequest = (url.protocol === "http:" ? plain : secure)(url, options, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size <= most) chunks.push(chunk);
      });
      response.on("end", () =>
        end({ status: response.statusCode ?? 0, text: String(Buffer.concat(chunks)) }),
      );
      response.on("error", () => end({ error: "breaks off" }));
    });
    const timer = setTimeout(() => end({ error: `does not answer within ${patience / 1_000} s` }), patience);
    const end = (answer: HealthAnswer) => {
      clearTimeout(timer);
      resolve(answer);
      asked.destroy();
    };
    asked.on("error", ({ code }: NodeJS.ErrnoException) => end({ error: `does not answer (${code})` }));
    asked.end();
  });
}
