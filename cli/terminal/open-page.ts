import { spawn } from "node:child_process";

const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""],
};

/** Opens a page in the browser of whoever sits here. @param failed called where this machine has no way to */
export function openPage(url: string, failed: () => void): void {
  const [command, ...args] = openers[process.platform] ?? ["xdg-open"];
  spawn(command, [...args, url], { detached: true, stdio: "ignore" })
    .once("error", failed)
    .unref();
}
