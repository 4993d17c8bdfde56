import { randomBytes } from "node:crypto";
import { relative, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { answers } from "./answers";
import type { Generator } from "./generators";
import type { InitOptions } from "./options";
import { lookAt, type WrittenFiles, writeProject } from "./write";

/** A project that was written, and what builds its site. */
export interface MadeProject extends WrittenFiles {
  readonly folder: string;
  readonly generator: Generator | undefined;
  readonly note: string | undefined;
  /** What rehearses it: start may be another's. */
  readonly rehearse: string;
}

/** The program that asks. */
export interface AskingProgram extends Pick<NodeJS.Process, "stdin" | "stderr"> {
  /** Of outlast, which package.json asks for unless an option says another. */
  readonly version: string;
}

/**
 * Asks on a terminal what no option says, and writes the project.
 *
 * @throws {OutlastError} for what is in the way, and a ConfigError for wrong answers
 */
export async function initialize(
  folder: string,
  options: InitOptions,
  { stderr, stdin, version }: AskingProgram,
): Promise<MadeProject> {
  const place = resolve(folder);
  const found = lookAt(place);
  const terminal =
    options.yes || !stdin.isTTY ? undefined : createInterface({ input: stdin, output: stderr });
  try {
    const said = await answers(options, {
      folder: place,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      offset: -new Date(2026, 0, 1).getTimezoneOffset() / 60,
      bucketSuffix: randomBytes(4).toString("hex"),
      ...(terminal && {
        ask: async (question: string, suggestion: string) =>
          (await terminal.question(`${question} [${suggestion}]: `)).trim() || suggestion,
      }),
    });
    const written = writeProject(found, said, options.outlast ?? `^${version}`, options.framework);
    const { start } = (found.manifest?.scripts ?? {}) as Readonly<Record<string, unknown>>;
    const rehearse = start === undefined ? "npm start" : "npm run rehearse";
    return { folder: place, generator: found.generator, note: found.note, rehearse, ...written };
  } finally {
    terminal?.close();
  }
}

/** The project as a person is told of it, and what comes next. */
export function toldOfProject({
  folder,
  generator,
  joined,
  left,
  note,
  rehearse,
  written,
}: MadeProject): string {
  const way = relative(process.cwd(), folder);
  return [
    ...(generator ? [`${generator.name} builds this site.`] : []),
    ...written.map((path) => `wrote ${path}`),
    ...joined.map((path) => `added to ${path}`),
    ...left.map((path) => `left ${path} as it is`),
    ...(note ? [note] : []),
    "",
    "Next:",
    ...(way === "" ? [] : [`  cd ${way}`]),
    "  npm install",
    `  ${rehearse}`,
  ].join("\n");
}
