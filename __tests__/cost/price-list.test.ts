import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { offersIn, refreshedPrices } from "../../cost/price-list";
import { shippedPrices } from "../../cost/prices";

/** An offer file as AWS publishes it, with a product and its prices. */
function offer(
  offerCode: string,
  products: readonly {
    usagetype: string;
    regionCode?: string;
    fromRegionCode?: string;
    prices: readonly (readonly [from: string, to: string, usd: string])[];
  }[],
) {
  return {
    offerCode,
    products: Object.fromEntries(
      products.map(({ prices, ...attributes }, at) => [`SKU${at}`, { attributes }]),
    ),
    terms: {
      OnDemand: Object.fromEntries(
        products.map(({ prices }, at) => [
          `SKU${at}`,
          {
            [`SKU${at}.TERM`]: {
              priceDimensions: Object.fromEntries(
                prices.map(([beginRange, endRange, USD], i) => [
                  `d${i}`,
                  { beginRange, endRange, pricePerUnit: { USD } },
                ]),
              ),
            },
          },
        ]),
      ),
    },
  };
}

it("takes prices out of AWS's offer files, and leaves those that no file has", () => {
  const files = [
    offer("AmazonCloudFront", [
      { usagetype: "EU-Requests-Tier2-HTTPS", prices: [["0", "Inf", "0.0000013"]] },
      // Out of order, and with the free ones first, as AWS has them.
      {
        usagetype: "EU-DataTransfer-Out-Bytes",
        prices: [
          ["10240", "Inf", "0.08"],
          ["0", "10240", "0.09"],
        ],
      },
      {
        usagetype: "Invalidations",
        prices: [
          ["0", "1000", "0"],
          ["1000", "Inf", "0.006"],
        ],
      },
    ]),
    offer("AmazonS3", [
      {
        usagetype: "EUC1-TimedStorage-ByteHrs",
        regionCode: "eu-central-1",
        prices: [
          ["0", "51200", "0.026"],
          ["51200", "Inf", "0.02"],
        ],
      },
      { usagetype: "TimedStorage-ByteHrs", regionCode: "us-east-1", prices: [["0", "Inf", "0.0231"]] },
    ]),
  ];
  const { notFound, prices } = refreshedPrices(shippedPrices, files, "2026-12-24");
  const { items } = prices;
  expect(items["cloudfront-requests/europe"]).toMatchObject({
    price: 0.013,
    per: 10_000,
    read: "2026-12-24",
  });
  expect(items["cloudfront-transfer/europe"]?.tiers).toEqual([
    { upTo: 10_240, price: 0.09 },
    { upTo: null, price: 0.08 },
  ]);
  expect(items["cloudfront-invalidations"]?.price).toBe(0.006);
  expect(items["s3-storage/eu-central-1"]).toMatchObject({ price: 0.026 });
  expect(items["s3-storage/eu-central-1"]?.unsure).toBeUndefined();
  expect(items["s3-storage/us-east-1"]?.price).toBe(0.0231);
  expect(items["waf-requests"]).toEqual(shippedPrices.items["waf-requests"]);
  expect(notFound).toContain("waf-requests");
  expect(notFound).not.toContain("cloudfront-invalidations");
});

it("takes of pairs of regions what most have, and reads of the store by their own usage type", () => {
  const pair = (usagetype: string, fromRegionCode: string, usd: string) => ({
    ...{ usagetype, fromRegionCode },
    prices: [["0", "Inf", usd]] as const,
  });
  const { notFound, prices } = refreshedPrices(
    shippedPrices,
    [
      offer("AWSDataTransfer", [
        pair("USE1-USE2-AWS-Out-Bytes", "us-east-1", "0.01"),
        pair("USE1-EUC1-AWS-Out-Bytes", "us-east-1", "0.021"),
        pair("USE1-APN1-AWS-Out-Bytes", "us-east-1", "0.021"),
        pair("EUC1-USE1-AWS-In-Bytes", "us-east-1", "0"),
        pair("EUC1-USE1-AWS-Out-Bytes", "eu-central-1", "0.03"),
      ]),
      offer("AmazonS3", [
        { usagetype: "USE1-EUC1-S3RTC-Out-Bytes", prices: [["0", "Inf", "0.016"]] },
        { usagetype: "EUC1-USE1-S3RTC-Out-Bytes", prices: [["0", "Inf", "0.016"]] },
      ]),
      offer("AmazonAthena", [{ usagetype: "USE1-DataScannedInTB", prices: [["0", "Inf", "5.5"]] }]),
      offer("AmazonCloudFront", [
        { usagetype: "KeyValueStore-EdgeReads", prices: [["0", "Inf", "0.00000004"]] },
      ]),
    ],
    "2026-12-24",
  );
  const { items } = prices;
  expect(items["s3-replication-transfer/us-east-1"]).toMatchObject({ price: 0.021, read: "2026-12-24" });
  expect(items["s3-replication-transfer/eu-central-1"]?.price).toBe(0.03);
  expect(items["s3-replication-time-control"]?.price).toBe(0.016);
  expect(items["cloudfront-key-value-reads"]).toMatchObject({ per: 1_000_000, price: 0.04 });
  expect(items["cloudfront-key-value-reads"]?.unsure).toBeUndefined();
  // One region's price stands for all, however new it is.
  expect(items["athena-scanned"]).toMatchObject({ price: 5.5, unsure: expect.stringContaining("us-east-1") });
  expect(notFound).toContain("s3-replication-transfer/eu-west-1");
});

it("names all files that are no offer, and takes nothing of those", () => {
  const folder = mkdtempSync(join(tmpdir(), "outlast-offers-"));
  try {
    const named = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const files = [
      named("good.json", '{"offerCode":"AmazonS3"}'),
      named("cut.json", '{"offerCode":'),
      named("other.json", "[]"),
      join(folder, "missing.json"),
    ];
    const { offers, wrong } = offersIn(files);
    expect(offers).toEqual([{ offerCode: "AmazonS3" }]);
    expect(wrong.map((one) => files.findIndex((file) => one.startsWith(`${file}: `)))).toEqual([1, 2, 3]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
