import type { Demand, PageDemands } from "./demand";
import type { Unread } from "./unread";

/** More hashes of what no page carries would leave no room in the header: the texts of a search index have hundreds. */
const mostHashes = 8;

type Hashed = Extract<Demand, { readonly kind: "attribute" | "inline" }>;

/** Pages with few hashes of what scripts and framed drawings ask for: where there are many styles, a word stands for them. */
export function withFewHashes(pages: readonly PageDemands[], unread: Unread): PageDemands[] {
  const crowded = new Set(["script", "style"].filter((kind) => hashedBeside(pages, kind).size > mostHashes));
  if (crowded.size === 0) return [...pages];
  return pages.map(({ documents, page }) => ({
    page,
    documents: documents.map((document) => {
      if (!document.isBesidePage) return document;
      const demands = document.demands.map((demand): Demand => {
        if (!isHashed(demand) || !crowded.has(kindOf(demand))) return demand;
        const isStyle = kindOf(demand) === "style";
        unread.add(isStyle ? "styles" : "handlers", page);
        const word = isStyle ? "'unsafe-inline'" : "'self'";
        return { kind: "word", directive: demand.directive, word, what: "what scripts insert" };
      });
      return { ...document, demands };
    }),
  }));
}

function hashedBeside(pages: readonly PageDemands[], kind: string): ReadonlySet<string> {
  const beside = pages.flatMap(({ documents }) => documents.filter(({ isBesidePage }) => isBesidePage));
  const hashed = beside.flatMap(({ demands }) => demands.filter(isHashed));
  return new Set(hashed.filter((demand) => kindOf(demand) === kind).map(({ text }) => text));
}

function isHashed(demand: Demand): demand is Hashed {
  return demand.kind === "attribute" || demand.kind === "inline";
}

function kindOf({ directive }: Hashed): string {
  return directive.slice(0, directive.indexOf("-"));
}
