import { describe, expect, test } from "vitest";
import { nearestTo, nearestToClock, regionCalled, regionTitle } from "../../create/regions";
import { awsRegions, regionsByDefault } from "../../facts/aws-regions";

describe("regions by name", () => {
  test("each has a city, by which it is found again", () => {
    for (const region of awsRegions) {
      const city = regionTitle(region).replace(/ \(.*/, "");
      expect(city).not.toBe(region);
      expect(regionCalled(` ${city.toUpperCase()}`)).toBe(region);
    }
  });

  test("what is neither id nor city stays, for the config's own checks", () => {
    expect(regionCalled("Atlantis")).toBe("atlantis");
  });
});

describe("the nearest region", () => {
  test.each([
    ["Europe/Berlin", 1, "eu-central-1"],
    ["Europe/Dublin", 0, "eu-west-1"],
    ["America/New_York", -5, "ca-central-1"],
    ["America/Los_Angeles", -8, "us-west-2"],
    ["America/Sao_Paulo", -3, "sa-east-1"],
    ["Asia/Tokyo", 9, "ap-northeast-3"],
    ["Asia/Kolkata", 5.5, "ap-south-1"],
    ["Australia/Sydney", 10, "ap-southeast-2"],
    ["UTC", 0, "eu-west-2"],
  ])("to a clock of %s", (zone, offset, region) => {
    expect(nearestToClock(zone, offset)).toBe(region);
  });

  test("to a primary is another that every account has, and never where the control planes are", () => {
    for (const region of awsRegions) {
      const replica = nearestTo(region);
      expect(replica).not.toBe(region);
      expect(replica).not.toBe("us-east-1");
      expect(regionsByDefault.has(replica)).toBe(true);
    }
    expect(nearestTo("eu-central-1")).toBe("eu-west-3");
  });
});
