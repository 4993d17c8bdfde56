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

/** What is one run's own: ids of releases, and every number. */
const ownOfARun = /(\d{8}T\d{9}-[a-z\d]+|\d[\d.,]*)/;

/** How far something has got depends on when it is said. */
const isProgress = (line: string) => /^(?:phase|waiting for) /.test(line);

/** Lines that the page has and a run has not said. */
export function unsaid({ printed }: Step, said: string): readonly string[] {
  return printed.filter((line) => {
    if (isProgress(line)) return false;
    const parts = line.split(ownOfARun).map((part, at) => (at % 2 === 0 ? literal(part) : pattern(part)));
    return !new RegExp(`^${parts.join("")}$`, "m").test(said);
  });
}

function pattern(own: string): string {
  return own.includes("T") ? "\\d{8}T\\d{9}-[a-z\\d]+" : "\\d[\\d.,]*";
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+");
}
