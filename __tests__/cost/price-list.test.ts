import { expect, it } from "vitest";
import { refreshedPrices } from "../../cost/price-list";
import { shippedPrices } from "../../cost/prices";

/** An offer file as AWS publishes it, with a product and its prices. */
function offer(
  offerCode: string,
  products: readonly {
    usagetype: string;
    regionCode?: string;
    prices: readonly (readonly [from: string, to: string, usd: string])[];
  }[],
) {
  return {
    offerCode,
    products: Object.fromEntries(
      products.map(({ usagetype, regionCode = "" }, at) => [
        `SKU${at}`,
        { attributes: { usagetype, regionCode } },
      ]),
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
