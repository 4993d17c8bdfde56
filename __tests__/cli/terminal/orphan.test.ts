import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { endWithPackageManager } from "../../../cli/terminal/orphan";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function session(env: NodeJS.ProcessEnv) {
  const begun = { env, pid: 7, ppid: 3, kill: vi.fn(() => true as const) };
  endWithPackageManager(begun);
  return begun;
}

it("ends a session once when the shell of npm or npx is gone, which got the signal in its place", () => {
  const begun = session({ npm_config_user_agent: "npm/11.0.0" });
  vi.advanceTimersByTime(10_000);
  expect(begun.kill).not.toHaveBeenCalled();
  begun.ppid = 1;
  vi.advanceTimersByTime(10_000);
  expect(begun.kill.mock.calls).toEqual([[7, "SIGTERM"]]);
});

it("lets a session live whose shell is gone, where a person began it", () => {
  const begun = session({});
  begun.ppid = 1;
  vi.advanceTimersByTime(10_000);
  expect(begun.kill).not.toHaveBeenCalled();
});
