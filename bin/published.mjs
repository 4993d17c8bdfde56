// What every published version has left in AWS, by its Terraform states: this one plans no replacement and no end of it.
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { bin, root, run, serving } from "./packed.mjs";

const published = join(root, "__tests__/fixtures/published");

/** Plans the sites of all versions by the outlast that `project` has. */
export async function planPublished(project) {
  await serving(project, ["cloud", "--only-endpoint", "--json"], "environment", ({ variables }) => {
    for (const version of readdirSync(published)) {
      const place = join(project, version);
      const states = join(published, version, "states");
      mkdirSync(place);
      const config = readFileSync(join(published, version, "site.config.ts"), "utf8");
      // The state lies beside it then.
      writeFileSync(
        join(place, "site.config.ts"),
        config.replace("bootstrapped: true", "bootstrapped: false"),
      );
      run(place, ["node", join(project, bin), "synth"]);
      for (const site of readdirSync(states).map((file) => basename(file, ".json"))) {
        cpSync(join(states, `${site}.json`), join(place, `terraform.${site}.tfstate`));
        refuseLosses(`${site} of ${version}`, planOf(join(place, "cdktf.out/stacks", site), variables));
      }
    }
  });
}

function planOf(stack, variables) {
  const terraform = (...args) => run(stack, ["terraform", ...args], variables);
  terraform("init", "-input=false");
  // The state is all that there is: nobody is asked whether it is true.
  terraform("plan", "-refresh=false", "-input=false", "-lock=false", "-out=plan");
  return JSON.parse(terraform("show", "-json", "plan"));
}

function refuseLosses(name, { resource_changes: changes }) {
  const lost = changes.filter(({ change }) => change.actions.includes("delete"));
  if (lost.length > 0) throw new Error(`${name} loses ${lost.map(({ address }) => address).join(", ")}`);
  if (changes.length < 20) throw new Error(`${name} has ${changes.length} resources`);
  const count = changes.filter(({ change }) => change.actions.join() !== "no-op").length;
  console.log(`${name}, planned on its state: ${changes.length} resources, ${count} changed, none lost`);
}
