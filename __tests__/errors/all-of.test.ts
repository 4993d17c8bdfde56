import { describe, expect, it } from "vitest";
import { allOf } from "../../errors/all-of";
import { errorsOf } from "../../errors/rules";

const error = errorsOf({
  WRONG: { rule: "It is right.", mend: "Mend it." },
  AWAY: { rule: "It is there.", mend: "Wait.", exit: 3 },
});

describe("several checks", () => {
  it("give what each of them gives", async () => {
    expect(
      await allOf(
        () => 1,
        async () => "two",
      ),
    ).toEqual([1, "two"]);
  });

  it("tell all that any of them finds, with the exit code of the first", async () => {
    const checks = allOf(
      () => 1,
      () => {
        throw error("WRONG", "one");
      },
      async () => {
        throw error("AWAY", "two");
      },
    );
    await expect(checks).rejects.toMatchObject({ value: "one\ntwo", exitCode: 2 });
  });

  it("leave a fault of the program what it is", async () => {
    const checks = allOf(
      () => {
        throw error("WRONG", "one");
      },
      () => {
        throw new TypeError("a fault");
      },
    );
    await expect(checks).rejects.toThrow(TypeError);
  });
});
