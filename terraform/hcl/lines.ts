import { ExpressionError } from "../expression/syntax";

/** A block of a file, and where in it everything stands; lines count from 1. */
export interface BlockLines {
  readonly type: string;
  readonly labels: readonly string[];
  readonly line: number;
  /** Of the brace that closes it. */
  readonly end: number;
  readonly attributes: ReadonlyMap<string, number>;
  readonly blocks: readonly BlockLines[];
}

export interface FileLines {
  readonly blocks: readonly BlockLines[];
  readonly comments: readonly { readonly line: number; readonly text: string }[];
}

const maxDepth = 100;

/** What `linesOf` goes over at once: space, a comment, a here document, or any other text of a value. */
const space = /[^\S\n]+/y;
const comment = /(?:#|\/\/)[^\n]*|\/\*[\s\S]*?\*\//y;
const heredoc = /<<-?([A-Za-z_][\w-]*)[^\S\n]*\r?\n[\s\S]*?^[^\S\n]*\1[^\S\n]*\r?$/my;
const word = /[A-Za-z_][\w-]*/y;
/** Of a value, what neither opens nor closes anything. */
const ordinary = /[^\s#/"<()[\]{}]+/y;

/**
 * The lines of a text in HCL: the parser that is used tells what a file says, and not where. A text that this parser
 * refuses is none of this one's.
 */
export function linesOf(text: string): FileLines {
  return new Scanner(text).file();
}

class Scanner {
  readonly #text: string;
  #at = 0;
  #line = 1;
  readonly #comments: { line: number; text: string }[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  file(): FileLines {
    const { blocks } = this.#body(0);
    return { blocks, comments: this.#comments };
  }

  #body(depth: number): Pick<BlockLines, "attributes" | "blocks"> {
    if (depth > maxDepth) throw new ExpressionError("blocks are nested too deeply");
    const attributes = new Map<string, number>();
    const blocks: BlockLines[] = [];
    for (;;) {
      this.#skip(true);
      const line = this.#line;
      const name = this.#take(word);
      if (name === undefined) return { attributes, blocks };
      const labels: string[] = [];
      for (;;) {
        this.#skip(false);
        const label = this.#take(word) ?? this.#string();
        if (label === undefined) break;
        labels.push(label.replace(/^"|"$/g, ""));
      }
      if (this.#text[this.#at] !== "{") {
        attributes.set(name, line);
        this.#value();
        continue;
      }
      this.#at += 1;
      const inner = this.#body(depth + 1);
      blocks.push({ type: name, labels, line, end: this.#line, ...inner });
      if (this.#text[this.#at] === "}") this.#at += 1;
    }
  }

  /** To the end of the line on which no bracket is open any more. */
  #value(): void {
    let open = 0;
    while (this.#at < this.#text.length) {
      this.#skip(open > 0);
      const character = this.#text[this.#at];
      if (character === undefined || (open === 0 && (character === "\n" || character === "}"))) return;
      if (this.#take(ordinary) !== undefined || this.#string() !== undefined) continue;
      if (character === "<" && this.#take(heredoc) !== undefined) continue;
      if ("([{".includes(character)) open += 1;
      if (")]}".includes(character)) open -= 1;
      this.#at += 1;
    }
  }

  #skip(breaks: boolean): void {
    for (;;) {
      const [line, character = ""] = [this.#line, this.#text[this.#at]];
      if (character === "\n") {
        if (!breaks) return;
        this.#at += 1;
        this.#line += 1;
      } else if (character === "#" || character === "/") {
        const found = this.#take(comment);
        if (found === undefined) return;
        this.#comments.push({ line, text: found });
      } else if (this.#take(space) === undefined) return;
    }
  }

  /** A quoted text with its quotes; interpolations in it may have quotes of their own. */
  #string(): string | undefined {
    if (this.#text[this.#at] !== '"') return undefined;
    const start = this.#at;
    /** Braces that are open in each interpolation that is; in between, text is quoted. */
    const open: number[] = [];
    let quoted = true;
    this.#at += 1;
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at] as string;
      if (character === "\n") this.#line += 1;
      if (quoted && character === "\\") this.#at += 1;
      else if (quoted && /[$%]/.test(character) && this.#text[this.#at + 1] === "{") {
        const isEscaped = this.#text[this.#at - 1] === character;
        this.#at += 1;
        if (isEscaped) continue;
        open.push(0);
        quoted = false;
      } else if (character === '"') {
        if (quoted && open.length === 0) {
          this.#at += 1;
          return this.#text.slice(start, this.#at);
        }
        // A text within an interpolation begins another level, marked by -1.
        if (!quoted) open.push(-1);
        else open.pop();
        quoted = !quoted;
      } else if (!quoted && character === "{") open[open.length - 1] = (open.at(-1) ?? 0) + 1;
      else if (!quoted && character === "}") {
        if ((open.at(-1) ?? 0) > 0) open[open.length - 1] = (open.at(-1) ?? 0) - 1;
        else {
          open.pop();
          quoted = true;
        }
      }
    }
    return this.#text.slice(start);
  }

  /** What the pattern finds here, and goes over it. */
  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) return undefined;
    this.#at += found.length;
    if (found.includes("\n")) this.#line += found.split("\n").length - 1;
    return found;
  }
}

/**
 * The line of an attribute in a block, or of whatever of its path is there: `origin[1].custom_origin_config`. Blocks that
 * `dynamic` makes stand where it does.
 */
export function lineWithin(block: BlockLines, path: string): number {
  let at = block;
  let line = block.line;
  for (const step of path.split(".").filter((one) => one !== "")) {
    const [, name = "", index = "0"] = /^([^[]*)(?:\[(\d+)\])?/.exec(step) ?? [];
    const attribute = at.attributes.get(name);
    if (attribute !== undefined) return attribute;
    const made = at.blocks.filter((one) => one.type === "dynamic" && one.labels[0] === name);
    const blocks = at.blocks.filter(({ type }) => type === name);
    const next = blocks[Number(index)] ?? made[0]?.blocks.find(({ type }) => type === "content");
    if (next === undefined) return line;
    at = next;
    line = next.line;
  }
  return line;
}
