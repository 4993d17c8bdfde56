import { existsSync, readFileSync, statSync } from "node:fs";
import { request } from "node:http";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { startMoto } from "../../toolchain";

/** Headers of moto's answer at its socket. */
function headersAt(socketPath: string): Promise<NodeJS.Dict<string | string[]>> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request" };
    request({ socketPath, path: "/", headers }, (incoming) => resolve(incoming.resume().headers))
      .on("error", reject)
      .end();
  });
}

test("a private moto answers at a socket of this user alone, lets no page read, and leaves nothing behind", async () => {
  const moto = await startMoto({ isPrivate: true });
  const socketPath = moto.socketPath as string;
  try {
    expect(statSync(dirname(socketPath)).mode & 0o077).toBe(0);
    expect(readFileSync("/proc/net/unix", "utf8")).toContain(socketPath);
    expect(await moto.request("GET", "/moto-api/data.json")).toEqual({ status: 200 });
    expect(await headersAt(socketPath)).not.toHaveProperty("access-control-allow-origin");
  } finally {
    await moto.stop();
  }
  expect(existsSync(dirname(socketPath))).toBe(false);
});
