import { readFileSync } from "node:fs";

/** A step of a page that walks its reader through something. */
export interface Step {
  /** Arguments of `outlast`. */
  readonly words: readonly string[];
  /** Lines of what the page says that it prints. */
  readonly printed: readonly string[];
}

/** The steps of a page: headings with a number and a command, each with a block of what is printed. */
export function stepsOf(page: string): readonly Step[] {
  const steps = readFileSync(page, "utf8").matchAll(
    /^### \d+\. [^\n]*`npx outlast ([^`]+)`.*?^```\n(.*?)^```$/gms,
  );
  return [...steps].map(([, command = "", block = ""]) => ({
    words: command.split(" "),
    printed: block.split("\n").filter((line) => line !== "" && line !== "…"),
  }));
}

/** Lines that the page has and a run has not said; numbers are one run's own. */
export function unsaid({ printed }: Step, said: string): readonly string[] {
  return printed.filter((line) => {
    const text = line
      .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
      .replace(/\d+/g, "\\d+")
      .replace(/ +/g, " +");
    return !new RegExp(`^${text}$`, "m").test(said);
  });
}
