/** What a set of paths costs, apart from money. */
export interface CollapseOptions {
  /** What would be thrown out for nothing if every path with this prefix went, in paths. */
  readonly waste: (prefix: string) => number;
  /** Most wildcards in one invalidation. */
  readonly maxWildcards: number;
  /** Most paths in one invalidation. */
  readonly maxPaths: number;
}

interface Choice {
  readonly cost: number;
  readonly paths: readonly string[];
}

interface Node {
  readonly prefix: string;
  readonly below: Choice[];
}

const everything = "/*";

/**
 * The cheapest paths and wildcards that cover all names. A path costs one, a wildcard one and what it throws out for
 * nothing. Wildcards are considered for folders and for names that others begin with. Where too many come out, they are
 * made dearer until few enough are left: CloudFront limits how many may be on their way.
 *
 * @param names paths; those that end with `*` are wildcards already, and have to be
 */
export function collapse(names: readonly string[], options: CollapseOptions): readonly string[] {
  if (names.length === 0) return [];
  for (let surcharge = 0; surcharge < names.length * 2; surcharge = surcharge * 2 + 0.5) {
    const paths = cheapest(names, surcharge, options.waste);
    const wildcards = paths.filter((path) => path.endsWith("*")).length;
    if (wildcards <= options.maxWildcards && paths.length <= options.maxPaths) return paths;
  }
  return [everything];
}

function cheapest(
  names: readonly string[],
  surcharge: number,
  waste: CollapseOptions["waste"],
): readonly string[] {
  const exact = new Set(names.filter((name) => !name.endsWith("*")));
  const forced = new Set(names.filter((name) => name.endsWith("*")).map((name) => name.slice(0, -1)));
  const open: Node[] = [];

  const close = (): Choice => {
    const { prefix, below } = open.pop() as Node;
    const listed = sum([...(exact.has(prefix) ? [{ cost: 1, paths: [prefix] }] : []), ...below]);
    const wildcard = { cost: 1 + surcharge + waste(prefix), paths: [`${prefix}*`] };
    const choice = forced.has(prefix) || wildcard.cost < listed.cost ? wildcard : listed;
    open.at(-1)?.below.push(choice);
    return choice;
  };

  // In this order a prefix comes right before all that begins with it.
  for (const prefix of prefixesOf(exact, forced)) {
    while (open.length > 0 && !prefix.startsWith(open.at(-1)?.prefix as string)) close();
    open.push({ prefix, below: [] });
  }
  while (open.length > 1) close();
  return close().paths;
}

function sum(choices: readonly Choice[]): Choice {
  return {
    cost: choices.reduce((total, { cost }) => total + cost, 0),
    paths: choices.flatMap(({ paths }) => paths),
  };
}

/** The names themselves and every folder above them, sorted; "/" is the first. */
function prefixesOf(...sets: readonly ReadonlySet<string>[]): string[] {
  const prefixes = new Set(["/"]);
  for (const name of sets.flatMap((set) => [...set])) {
    prefixes.add(name);
    for (let slash = name.lastIndexOf("/"); slash > 0; slash = name.lastIndexOf("/", slash - 1)) {
      const folder = name.slice(0, slash + 1);
      if (folder !== name && prefixes.has(folder)) break;
      prefixes.add(folder);
    }
  }
  return [...prefixes].sort((a, b) => (a < b ? -1 : 1));
}
