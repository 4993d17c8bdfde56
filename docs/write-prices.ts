import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../config/package-root";
import { refreshedPrices } from "../cost/price-list";
import { shippedPrices } from "../cost/prices";

/** `npm run prices -- <offer file...>`: writes cost/prices.json anew from AWS's public price list. */
const offers = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, "utf8")));
const { notFound, prices } = refreshedPrices(shippedPrices, offers, new Date().toISOString().slice(0, 10));
writeFileSync(join(packageRoot(), "cost/prices.json"), `${JSON.stringify(prices, null, 2)}\n`);
const count = Object.keys(prices.items).length;
console.log(
  `${count - notFound.length} of ${count} prices refreshed; in none of the files: ${notFound.join(", ") || "none"}`,
);
