import { XMLParser, XMLValidator } from "fast-xml-parser";
import { own } from "../../../facts/own";

/** An element without attributes: AWS's bodies have none but the namespace. */
export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  /** Character data of an element without children. */
  readonly text: string;
}

/** A body that is no XML that AWS would read. */
export class XmlError extends Error {
  override readonly name = "XmlError";
}

/** The first child of that name. */
export function child(parent: XmlElement | undefined, name: string): XmlElement | undefined {
  return parent?.children.find((candidate) => candidate.name === name);
}

/** Character data of the first child of that name. */
export function childText(parent: XmlElement | undefined, name: string): string | undefined {
  return child(parent, name)?.text;
}

/** No shape of these APIs nests deeper; what does is an attack on the parser. */
const DEEPEST = 40;
const TEXT = "#text";
const CDATA = "#cdata";

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: true,
  removeNSPrefix: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  textNodeName: TEXT,
  cdataPropName: CDATA,
  maxNestedTags: DEEPEST,
});

type ParsedNode = Record<string, ParsedNode[] | string>;

/**
 * The one element of a body. Document types are refused, and with them every entity that could expand.
 *
 * @throws {XmlError}
 */
export function parseXml(body: string): XmlElement {
  if (/<!DOCTYPE|<!ENTITY/i.test(body)) throw new XmlError("document types are not allowed");
  const roots = read(body).filter((node) => !(TEXT in node));
  const [root] = roots;
  if (root === undefined || roots.length > 1) throw new XmlError("there is not exactly one root element");
  return elementOf(root);
}

function read(body: string): ParsedNode[] {
  try {
    const parsed: ParsedNode[] = parser.parse(body);
    const validity = XMLValidator.validate(body);
    if (validity !== true) throw new XmlError(validity.err.msg);
    return parsed;
  } catch (error) {
    throw error instanceof XmlError ? error : new XmlError((error as Error).message);
  }
}

function elementOf(node: ParsedNode): XmlElement {
  const name = Object.keys(node)[0] as string;
  const content = node[name] as ParsedNode[];
  const children = content.filter((child) => !(TEXT in child) && !(CDATA in child)).map(elementOf);
  const text = children.length > 0 ? "" : content.map(textOf).join("");
  return { name, children, text };
}

function textOf(node: ParsedNode): string {
  if (TEXT in node) return decodeEntities(node[TEXT] as string);
  return ((node[CDATA] as ParsedNode[])[0]?.[TEXT] as string | undefined) ?? "";
}

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w*));?/gi, (entity, hex, decimal, name) => {
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    if (hex !== undefined || decimal !== undefined) {
      if (code > 0x10ffff) throw new XmlError(`${entity} is no character`);
      return String.fromCodePoint(code);
    }
    const character = entity.endsWith(";") ? own(named, name) : undefined;
    if (character === undefined) throw new XmlError(`unknown entity ${entity}`);
    return character;
  });
}

/** One element as text; `content` is XML already. */
export function element(name: string, content: string): string {
  return content === "" ? `<${name}/>` : `<${name}>${content}</${name}>`;
}

/** Character data for an element's content. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => {
    if (character === "\r") return "&#13;";
    return { "&": "&amp;", "<": "&lt;", ">": "&gt;" }[character] ?? "&quot;";
  });
}

/** Of S3's documents. */
export const s3Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

/** A document, with CloudFront's namespace unless another is given. */
export function xmlDocument(
  name: string,
  content: string,
  namespace = "http://cloudfront.amazonaws.com/doc/2020-05-31/",
): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="${namespace}">${content}</${name}>`;
}
