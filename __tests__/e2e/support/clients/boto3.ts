import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";
import { which } from "../../../../toolchain";
import { environment, program, type Seen, type Work } from "./client";

/** boto3 does it: of the Python that has moto, which needs it itself. */
export async function boto3(work: Work): Promise<Seen> {
  const server = readFileSync(
    (await which("moto_server", { PATH: inject("realParts").path })) ?? "/dev/null",
    "utf8",
  );
  // A launcher of another kind finds the Python that is in front of PATH.
  const interpreter = /^#!(\S*python\S*)/.exec(server)?.[1] ?? "python3";
  const python = await program(interpreter, "It comes with moto_server.", environment(work.endpoint));
  return JSON.parse(await python(join(import.meta.dirname, "with_boto3.py"), JSON.stringify(work)));
}
