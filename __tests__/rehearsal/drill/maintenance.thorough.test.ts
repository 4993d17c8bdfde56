import { expect, it } from "vitest";
import scenario from "../../../drills/both-regions-maintenance";
import { drilled, exampleSite } from "./drilled";

it("a site with a maintenance page shows it while both regions fail, and is not called held by it", async () => {
  const site = await exampleSite((config) => ({
    ...config,
    errorPages: { ...config.errorPages, maintenance: "/maintenance.html" },
  }));
  try {
    const { measures, verdict } = await drilled(site, scenario);
    expect(verdict).toBe("beyond");
    const errors = measures.wrong["server-error"] ?? 0;
    expect(measures.ownErrorPages).toBeGreaterThan(errors / 2);
    expect(measures.ownErrorPages).toBeLessThan(errors);
  } finally {
    site.close();
  }
});
