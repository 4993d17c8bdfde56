/** Directives that govern what a page loads or does (Content Security Policy Level 3). */
export type FetchDirective =
  | "script-src"
  | "script-src-elem"
  | "script-src-attr"
  | "style-src-elem"
  | "style-src-attr"
  | "img-src"
  | "font-src"
  | "media-src"
  | "frame-src"
  | "object-src"
  | "connect-src"
  | "manifest-src"
  | "worker-src"
  | "form-action"
  | "base-uri"
  | "frame-ancestors";

/** Something that a page needs a policy to allow. */
export type Demand =
  | {
      readonly kind: "url";
      readonly directive: FetchDirective;
      /** Absolute. */
      readonly url: string;
      readonly nonce?: string;
      /** As in the attribute `integrity`. */
      readonly integrity?: string;
    }
  | {
      /** A script or style element's text. */
      readonly kind: "inline";
      readonly directive: "script-src-elem" | "style-src-elem";
      readonly text: string;
      readonly nonce?: string;
    }
  | {
      /** An event handler, a style attribute or a `javascript:` link. */
      readonly kind: "attribute";
      readonly directive: "script-src-attr" | "script-src-elem" | "style-src-attr";
      readonly text: string;
    }
  | {
      /** What has no address, and a policy lets in by a word or a hash. */
      readonly kind: "word";
      readonly directive: FetchDirective;
      /** "'wasm-unsafe-eval'" */
      readonly word: string;
      readonly what: string;
    };

/** A policy that a document carries in a `<meta>` element. */
export interface OwnPolicy {
  readonly text: string;
  /** Place of the first demand that it governs: what the parser has met before is not governed. */
  readonly from: number;
}

/** A script's text, and what its addresses are relative to. */
export interface InlineScript {
  readonly text: string;
  readonly base: string;
}

/** What one document demands, in the order in which a browser asks for it, and the policies that it brings along. */
export interface DocumentDemands {
  readonly demands: readonly Demand[];
  readonly policies: readonly OwnPolicy[];
  /** What scripts and framed images ask for: no page carries the hashes of it. */
  readonly isBesidePage?: true;
  /** Its inline scripts, which demand more once they run. */
  readonly scripts?: readonly InlineScript[];
}

/** A page and all that it demands. */
export interface PageDemands {
  /** The page's key. */
  readonly page: string;
  /** The page itself, then the documents that its frames carry in `srcdoc`. */
  readonly documents: readonly DocumentDemands[];
}
