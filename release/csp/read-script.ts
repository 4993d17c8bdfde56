import { parse } from "acorn";
import { isNode, type SyntaxNode, walk } from "../../facts/syntax-tree";
import { type Askers, askersOf, isAsking } from "./askers";
import type { Demand, FetchDirective } from "./demand";
import { elementDemands } from "./page-reader";
import { cssDemands } from "./read-css";
import { hasOrigin, inlineStyle, isHandler, madeAddresses, readMarkup, styledDemands } from "./script-texts";
import {
  type Constants,
  calledName,
  constantsOf,
  type KnownText,
  knownMembers,
  knownText,
} from "./script-values";

/** What a script demands of a policy, as far as its code says so. */
export interface ScriptReading {
  readonly demands: readonly Demand[];
  /** Loads addresses that it puts together while it runs. */
  readonly buildsAddresses: boolean;
  /** Makes code of texts: `eval` and what is like it. */
  readonly makesCode: boolean;
  /** Makes event handlers of texts that it puts together while it runs. */
  readonly makesHandlers: boolean;
  /** The text is none that can be parsed. */
  readonly isUnread: boolean;
}

/** What is called, or made with `new`, with an address, and the directive that governs it. */
const loading: Readonly<Record<string, FetchDirective>> = {
  Audio: "media-src",
  EventSource: "connect-src",
  SharedWorker: "worker-src",
  WebSocket: "connect-src",
  WebTransport: "connect-src",
  Worker: "worker-src",
  addModule: "script-src-elem",
  fetch: "connect-src",
  importScripts: "script-src-elem",
  sendBeacon: "connect-src",
};

/** Properties and attributes that load when they are set, or that forms are sent to. */
const loadingMembers = new Set(["src", "href", "data", "poster", "srcset", "action"]);

/** What libraries are given an address by. */
const addressMembers = ["url", "baseURL", "prefixUrl"];

/** What compiles (Content Security Policy Level 3, EnsureCSPDoesNotBlockWasmByteCompilation). */
const compiling = /^(compile|instantiate)(Streaming)?$|^Module$/;

/** Reads a script of a page, or of a worker, at `base`. */
export function readScript(code: string, base: string): ScriptReading {
  const program = parsed(code);
  if (program === undefined)
    return { demands: [], buildsAddresses: false, makesCode: false, makesHandlers: false, isUnread: true };
  const script = new ScriptReader(base, constantsOf(program), askersOf(program));
  walk(program, (node, above) => script.node(node, above));
  const { buildsAddresses, makesCode, makesHandlers } = script;
  const demands = [...script.demands, ...madeAddresses(code)];
  return { demands, buildsAddresses, makesCode, makesHandlers, isUnread: false };
}

function parsed(code: string): SyntaxNode | undefined {
  for (const sourceType of ["module", "script"] as const)
    try {
      const options = { ecmaVersion: "latest", sourceType, allowReturnOutsideFunction: true } as const;
      return parse(code, options) as unknown as SyntaxNode;
    } catch {
      // It may be of the other kind, or no script at all.
    }
  return undefined;
}

class ScriptReader {
  readonly demands: Demand[] = [];
  buildsAddresses = false;
  makesCode = false;
  makesHandlers = false;
  /** Elements that the code has made, by the name that it gave them last. */
  readonly #elements = new Map<string, { readonly tag: string; rel?: string }>();

  constructor(
    private readonly base: string,
    private readonly constants: Constants,
    private readonly askers: Askers,
  ) {}

  node(node: SyntaxNode, above: readonly SyntaxNode[]): void {
    const { type } = node;
    if (type === "VariableDeclarator") this.#name(node.id, node.init);
    else if (type === "AssignmentExpression") this.#assigned(node);
    else if (type === "CallExpression" || type === "NewExpression") this.#called(node, above);
    else if (type === "ImportExpression") this.#load("script-src-elem", node.source);
    else if (/^(Import|ExportAll|ExportNamed)Declaration$/.test(type) && isNode(node.source)) {
      const specifier = knownText(node.source, this.constants);
      if (specifier && /^([./]|[a-z][a-z0-9+.-]*:)/i.test(specifier.text))
        this.#load("script-src-elem", node.source);
    } else if (type === "MemberExpression") {
      const name = calledName(node);
      if (calledName(node.object) === "WebAssembly" && compiling.test(name))
        this.demands.push({
          ...{ kind: "word", directive: "script-src", word: "'wasm-unsafe-eval'" },
          what: `WebAssembly.${name}`,
        });
    } else if (type === "Literal" || type === "TemplateLiteral") this.#texts(node);
    else if (isSum(node) && !isSum(above.at(-1))) {
      // As `document.write("<scr" + "ipt src=…")` has it.
      const { text = "" } = knownText(node, this.constants) ?? {};
      this.#markup(text);
    }
  }

  #called(node: SyntaxNode, above: readonly SyntaxNode[]): void {
    const name = calledName(node.callee);
    const [first, second] = node.arguments as (SyntaxNode | undefined)[];
    const owner = isNode(node.callee) ? calledName(node.callee.object) : "";
    const directive = Object.hasOwn(loading, name) ? loading[name] : undefined;
    if (directive !== undefined && first !== undefined) {
      for (const argument of name === "importScripts" ? (node.arguments as SyntaxNode[]) : [first])
        this.#load(directive, argument);
    } else if (name === "register" && owner === "serviceWorker") this.#load("worker-src", first);
    else if (name === "open" && node.arguments && isMethod(first)) this.#load("connect-src", second);
    else if (name === "FontFace") this.#fontFace(second);
    else if (name === "assign" && first) this.#members(this.#tagOf(first), second);
    else if (name === "setAttribute") this.#attribute(node, first, second);
    else if (name === "eval" || (name === "Function" && owner === "")) this.makesCode = true;
    else if (/^set(Timeout|Interval)$/.test(name) && knownText(first, this.constants)) this.makesCode = true;
    const tag = elementMade(node);
    if (name === "getScript") this.#ask("script-src-elem", first);
    if (isAsking(node, above, this.askers)) this.#asked(node.arguments as unknown[]);
    if (tag === "style" && !isReactsOwn(above)) this.demands.push(inlineStyle("style elements of scripts"));
    if (second?.type === "ObjectExpression") this.#members(elementNamed(first), second);
  }

  #assigned({ left, right }: SyntaxNode): void {
    this.#name(left, right);
    if (!isNode(left) || left.type !== "MemberExpression") return;
    const property = calledName(left);
    const element = this.#elementOf(left.object);
    if (property === "action") this.#ask("form-action", right);
    if (element?.tag === "script" && /^(text|textContent|innerHTML|innerText)$/.test(property)) {
      const known = knownText(right, this.constants);
      if (known?.isWhole)
        this.demands.push({ kind: "inline", directive: "script-src-elem", text: known.text });
    }
    if (property === "rel" && element) element.rel = knownText(right, this.constants)?.text;
    if (!loadingMembers.has(property)) return;
    this.#set(element?.tag, property, right, element?.rel);
  }

  #attribute(node: SyntaxNode, name: unknown, value: unknown): void {
    const attribute = knownText(name, this.constants)?.text ?? "";
    if (attribute === "style") this.demands.push(inlineStyle("style attributes of scripts"));
    const known = knownText(value, this.constants);
    // React asks by `return;` whether a browser that does not know an event knows it after all.
    if (isHandler(attribute) && known?.text !== "return;") {
      if (known?.isWhole)
        this.demands.push({ kind: "attribute", directive: "script-src-attr", text: known.text });
      else this.makesHandlers = true;
    }
    if (!loadingMembers.has(attribute) || !isNode(node.callee)) return;
    const element = this.#elementOf(node.callee.object);
    this.#set(element?.tag, attribute, value, element?.rel);
  }

  /** An object that says what an element is to have: `jsx("img", { src: "…" })`. */
  #members(tag: string | undefined, members: unknown): void {
    if (tag === undefined) return;
    const attributes = Object.fromEntries(
      [...knownMembers(members, this.constants)]
        .filter(([name, known]) => loadingMembers.has(name) && hasOrigin(known))
        .map(([name, { text }]) => [name, text]),
    );
    const rel = knownMembers(members, this.constants).get("rel")?.text;
    if (Object.keys(attributes).length > 0) this.#element(tag, { ...attributes, ...(rel && { rel }) });
  }

  #set(tag: string | undefined, attribute: string, value: unknown, rel = "stylesheet"): void {
    const known = knownText(value, this.constants);
    if (known === undefined || !hasOrigin(known)) {
      if (tag !== undefined && tag !== "a") this.buildsAddresses = true;
      return;
    }
    const name = tag ?? guessedTag(known.text);
    if (name === undefined && attribute === "src") this.buildsAddresses = true;
    this.#element(name, { rel, [attribute]: known.text });
  }

  #element(tag: string | undefined, attributes: Readonly<Record<string, string>>): void {
    if (tag !== undefined) this.demands.push(...elementDemands(tag, attributes, this.base));
  }

  #load(directive: FetchDirective, argument: unknown): void {
    const known = knownText(argument, this.constants);
    if (known === undefined || !hasOrigin(known)) this.buildsAddresses = true;
    else if (URL.canParse(known.text, this.base))
      this.demands.push({ kind: "url", directive, url: new URL(known.text, this.base).href });
  }

  /** What a library is told to ask for: its own code says no more than that it asks. */
  #asked(given: readonly unknown[]): void {
    this.#ask("connect-src", given[0]);
    for (const one of given) {
      const members = knownMembers(one, this.constants);
      for (const name of addressMembers) this.#askText("connect-src", members.get(name));
    }
  }

  #ask(directive: FetchDirective, argument: unknown): void {
    this.#askText(directive, knownText(argument, this.constants));
  }

  /** The site itself is let in anyway; what is no address at all means something else. */
  #askText(directive: FetchDirective, known: KnownText | undefined): void {
    if (known === undefined || !/^(https?:)?\/\//i.test(known.text) || !hasOrigin(known)) return;
    if (URL.canParse(known.text, this.base))
      this.demands.push({ kind: "url", directive, url: new URL(known.text, this.base).href });
  }

  #fontFace(source: unknown): void {
    const known = knownText(source, this.constants);
    if (known?.isWhole) this.demands.push(...cssDemands(`@font-face{src:${known.text}}`, this.base));
  }

  /** Markup and styles that code puts into the page: scripts in them do not run, all else does what it says. */
  #texts(node: SyntaxNode): void {
    const texts =
      node.type === "Literal"
        ? [node.value]
        : (node.quasis as readonly { value: { cooked?: string } }[]).map(({ value }) => value.cooked);
    for (const text of texts) {
      if (typeof text !== "string") continue;
      this.demands.push(...styledDemands(text, this.base));
      this.#markup(text);
    }
  }

  #markup(text: string): void {
    const { demands, makesHandlers } = readMarkup(text, this.base);
    this.demands.push(...demands);
    this.makesHandlers ||= makesHandlers;
  }

  #name(target: unknown, value: unknown): void {
    const name = isNode(target) && target.type === "Identifier" ? (target.name as string) : undefined;
    const tag = elementMade(value);
    if (name === undefined) return;
    if (tag !== undefined) this.#elements.set(name, { tag });
    else if (isNode(value)) this.#elements.delete(name);
  }

  #elementOf(node: unknown): { readonly tag: string; rel?: string } | undefined {
    const tag = elementMade(node);
    if (tag !== undefined) return { tag };
    return isNode(node) && node.type === "Identifier" ? this.#elements.get(node.name as string) : undefined;
  }

  #tagOf(node: unknown): string | undefined {
    return this.#elementOf(node)?.tag;
  }
}

function isSum(node: SyntaxNode | undefined): boolean {
  return node?.type === "BinaryExpression" && node.operator === "+";
}

const elementMakers = /^createElement(NS)?$/;

/** The tag of an element that an expression makes. */
function elementMade(node: unknown): string | undefined {
  if (!isNode(node) || (node.type !== "CallExpression" && node.type !== "NewExpression")) return undefined;
  const name = calledName(node.callee);
  if (node.type === "NewExpression") return name === "Image" ? "img" : name === "Audio" ? "audio" : undefined;
  if (!elementMakers.test(name)) return undefined;
  const args = node.arguments as unknown[];
  return elementNamed(args[name === "createElementNS" ? 1 : 0]);
}

function elementNamed(node: unknown): string | undefined {
  const text = knownText(node, new Map())?.text;
  return text !== undefined && /^[a-z][a-z0-9-]*$/i.test(text) ? text.toLowerCase() : undefined;
}

function isMethod(node: unknown): boolean {
  return /^(GET|POST|PUT|PATCH|DELETE|HEAD)$/i.test(knownText(node, new Map())?.text ?? "");
}

/** What an element that is not known must be, by the file that it is to show. */
function guessedTag(url: string): string | undefined {
  const extension = /\.([a-z0-9]+)(?:[?#]|$)/i.exec(url)?.[1]?.toLowerCase() ?? "";
  if (/^m?js$/.test(extension)) return "script";
  if (extension === "css") return "link";
  if (/^(png|jpe?g|gif|webp|avif|svg|ico)$/.test(extension)) return "img";
  return /^(mp4|webm|mp3|ogg|wav|m4a)$/.test(extension) ? "video" : undefined;
}

/** React makes a style element for those that pages bring along, by this attribute: without one, it makes none. */
function isReactsOwn(above: readonly SyntaxNode[]): boolean {
  const around = above.findLast(({ type }) => /Function/.test(type));
  let found = false;
  if (around)
    walk(around, (node) => {
      if (node.type === "Literal" && node.value === "data-precedence") found = true;
    });
  return found;
}
