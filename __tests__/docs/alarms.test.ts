import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";

/** Alarms of every stack that is kept, without the site's name before them and a region behind. */
function alarmsOfStacks(): string[] {
  const folder = "__tests__/fixtures/golden/synthesis";
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".tf.json"),
  );
  return files.flatMap((file) => {
    const { resource } = JSON.parse(readFileSync(join(folder, file), "utf8"));
    const alarms: { readonly alarm_name: string }[] = Object.values(
      resource?.aws_cloudwatch_metric_alarm ?? {},
    );
    const site = `${basename(file, ".tf.json")}-`;
    return alarms.map(({ alarm_name: name }) => name.replace(site, "").replace(/-[a-z]{2}-[a-z]+-\d$/, ""));
  });
}

test("docs/guides/alarms.md says of every alarm what to do, and of no other", () => {
  const page = readFileSync("docs/guides/alarms.md", "utf8");
  const shown = [...page.matchAll(/^\| (`.*?) \|/gm)].flatMap(
    ([, cell = ""]) => cell.match(/[a-z-]+/g) ?? [],
  );
  expect(shown.sort()).toEqual([...new Set(alarmsOfStacks())].sort());
});
