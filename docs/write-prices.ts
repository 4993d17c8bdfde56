import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../config/package-root";
import { offersIn, refreshedPrices } from "../cost/price-list";
import { shippedPrices } from "../cost/prices";
import { exitCodes } from "../errors/exit-codes";

/** `npm run prices -- <offer file...>`: writes cost/prices.json anew from AWS's public price list. */
const files = process.argv.slice(2);
const { offers, wrong } = offersIn(files);
if (files.length === 0) wrong.push("no offer file is named: docs/cost.md says which there are");
if (wrong.length > 0) {
  console.error(wrong.join("\n"));
  process.exitCode = exitCodes.wrongInput;
} else {
  // What was downloaded is of that day, however much later somebody reads it here.
  const oldest = new Date(Math.min(...files.map((file) => statSync(file).mtimeMs)));
  const { notFound, prices } = refreshedPrices(shippedPrices, offers, oldest.toISOString().slice(0, 10));
  writeFileSync(join(packageRoot(), "cost/prices.json"), `${JSON.stringify(prices, null, 2)}\n`);
  const count = Object.keys(prices.items).length;
  const left = notFound.join(", ") || "none";
  console.log(`${count - notFound.length} of ${count} prices refreshed; in none of the files: ${left}`);
}
