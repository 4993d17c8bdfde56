import { parseArgs } from "node:util";
import { type FoundFault, tryMutant } from "./hunt";
import { targets } from "./targets";

/**
 * `npm run fuzz [-- --seconds N] [--from N] [target...]`: gives readers mutants of the fixtures for so long each, from
 * the mutant of a number on, prints each kind of fault once with the shortest document, and exits with 1 where there
 * is one.
 */
async function main(): Promise<number> {
  const options = {
    seconds: { type: "string", default: "60" },
    from: { type: "string", default: "0" },
  } as const;
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const unknown = positionals.filter((name) => !Object.hasOwn(targets, name));
  const [seconds, from] = [Number(values.seconds), Number(values.from)];
  if (unknown.length > 0 || !(seconds > 0) || !Number.isInteger(from)) {
    console.error(
      `npm run fuzz [-- --seconds N] [--from N] [target...], with targets of ${Object.keys(targets).join(", ")}`,
    );
    return 2;
  }
  let failed = 0;
  for (const [name, target] of Object.entries(targets)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    const kinds = new Map<string, FoundFault & { readonly number: number }>();
    const end = performance.now() + seconds * 1_000;
    let number = from;
    for (; performance.now() < end; number++) {
      const fault = await tryMutant(target, number);
      const known = fault && kinds.get(fault.kind);
      if (fault && (!known || fault.text.length < known.text.length))
        kinds.set(fault.kind, { ...fault, number });
    }
    await target.close?.();
    console.log(`${name}: ${number - from} documents, ${kinds.size} kinds of faults`);
    for (const { kind, number, text } of kinds.values())
      console.log(`  --from ${number}: ${kind}\n    ${text.slice(0, 2_000)}`);
    failed += kinds.size;
  }
  return failed > 0 ? 1 : 0;
}

main().then((code) => {
  process.exitCode = code;
});
