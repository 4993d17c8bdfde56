import { afterEach, describe, expect, it, vi } from "vitest";
import { Reporter } from "../../../cli/output/reporter";

afterEach(() => vi.restoreAllMocks());

describe("what a session tells", () => {
  it("moves nobody's cursor: control characters are shown", () => {
    const said = vi.spyOn(console, "log").mockImplementation(() => {});
    new Reporter(false).tell({ event: "function-log" }, "agent: \x1b[2Jcurl\r\u009b1m\tend\nnext");
    expect(said).toHaveBeenCalledWith("agent: \\x1b[2Jcurl\\x0d\\x9b1m\tend\nnext");
  });

  it("is one JSON object a line for a machine", () => {
    const said = vi.spyOn(console, "log").mockImplementation(() => {});
    new Reporter(true).tell({ event: "function-log", function: "f", line: "a\nb" }, "f: a\nb");
    expect(said).toHaveBeenCalledWith('{"event":"function-log","function":"f","line":"a\\nb"}');
  });
});
