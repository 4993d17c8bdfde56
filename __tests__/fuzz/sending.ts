import { connect } from "node:net";

/** Sends bytes to a server on loopback, and gives what comes back until it has ended or been still for long. */
export function sendRaw(port: number, bytes: string, longestMs = 5_000): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let answer = "";
    const timer = setTimeout(() => socket.destroy(), longestMs);
    socket.setEncoding("latin1").on("data", (chunk) => {
      answer += chunk;
    });
    // A server may end the connection while it is still being written to.
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      clearTimeout(timer);
      resolve(answer);
    });
    socket.end(Buffer.from(bytes, "latin1"));
  });
}

/** What went wrong in this process while nobody waited for it. */
export function strayErrors(): { take(): unknown; end(): void } {
  const seen: unknown[] = [];
  // The SDK of the tests says by a warning which version of Node it will need.
  const note = (error: unknown) => void (String(error).includes("NodeVersionSupport") || seen.push(error));
  const events = ["uncaughtException", "unhandledRejection", "warning"] as const;
  for (const event of events) process.on(event, note);
  return {
    take: () => seen.splice(0)[0],
    end() {
      for (const event of events) process.off(event, note);
    },
  };
}
