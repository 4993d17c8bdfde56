import { resolve } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

// As cli/outlast.ts has it: the lock file chooses the SDK, whatever that says of Node's age.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
// Where this is set, Node reads every certificate of the system whenever it starts: 60 of 83 ms of the processor, for each
// verb and each keeper of a program. No test asks anybody but this machine.
delete process.env.NODE_EXTRA_CA_CERTS;
// Of all programs in Go, as toolchain/environment.ts has it of Terraform: esbuild takes a quarter less of the processor.
process.env.GOGC ??= "400";

/**
 * As the example's config imports it; the bundles of bin/ and tsconfig.json know it too. The same for all tests: what a
 * file was translated to is kept for those that resolve alike.
 */
const alias = [{ find: /^outlast$/, replacement: resolve("library/outlast.ts") }];

/**
 * What is run once is not worth to be optimized: that was a quarter of what the unit tests took of the processor. The V8 of
 * Node 22 and later, which counts in another way, would refuse to start.
 */
const optimizingLater = process.versions.v8.startsWith("11.3.") ? ["--interrupt-budget=700000"] : [];

/**
 * Files that take minutes, in which one step waits for the one before: the longest first, and beside those that compute those
 * that wait, for a provider that reads what it has made for a minute (cloud-life, cloud-killed, strangers), or for nobody to answer.
 */
const longest = [
  ...["e2e/cloud-life", "e2e/cloud-deployment", "e2e/promote", "operations/black-holes.process"],
  ...["e2e/cloud-killed", "e2e/ci-workflows", "e2e/transitions", "e2e/strangers"],
  ...["package.process", "browser/console"],
  ...["e2e/cloud-crash", "e2e/cloud-refusals", "e2e/cloud-verb", "e2e/sentinel", "e2e/release-verbs"],
  ...["browser/generators", "cli/verbs/drill.process"],
  ...["e2e/clients", "e2e/start", "e2e/destroy-state", "e2e/release-sizes", "e2e/log-table"],
  ...["cli/verbs/synth.process", "workflows/drill.process", "cli/verbs/given-traffic.process"],
  ...["e2e/release-refusals", "e2e/site-stack", "e2e/state-stack"],
];

/**
 * Begins with the longest files: one that comes last has a worker to itself, and the others have nothing to do. Then project
 * by project, since a process goes on with the next file if that is of the same one.
 */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const kinds = ["e2e", "browser", "process", "alone"];
    const rank = ({ moduleId, project }: TestSpecification) => {
      const place = longest.findIndex((name) => moduleId.endsWith(`/__tests__/${name}.test.ts`));
      return place < 0 ? longest.length + kinds.indexOf(project.name) : place;
    };
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}

/** What no one waits for at each save; __tests__/unit-tests.test.ts says which these are. */
const thorough = [
  "__tests__/**/*.{property,thorough}.test.ts",
  "__tests__/attacks/**/*.test.ts",
  "__tests__/fuzz/**/*.test.ts",
];
const apart = ["__tests__/e2e/**", "__tests__/browser/**", "__tests__/**/*.process.test.ts"];

const pictures = "__tests__/browser/console-pictures.test.ts";
const iamRecord = "__tests__/e2e/role-permissions.test.ts";

const globalSetup = "__tests__/support/before-all.ts";

/** Whoever has Vitest watch wants a file translated anew when it has changed, which is Vite's way. */
const isWatching = !process.argv.includes("run");
const bundled = !isWatching && {
  runner: "__tests__/support/bundled/runner.mjs",
  server: { deps: { external: [/\/bundled\/runner\.mjs$/] } },
};

/**
 * A group of their own, since it has its own number of workers: more than processors, since they wait for one program after
 * the other, and three of them for a provider that reads for a minute whether what it has made stays (the others' are asked
 * not to wait). With six, the processors had nothing to do for a twentieth of the time.
 */
const afterUnitTests = {
  alias,
  globalSetup,
  ...bundled,
  sequence: { groupOrder: 1 },
  maxWorkers: 10,
  // To start a process, and to load what tests of a deployment need, took 0.4 seconds of the processor for each file. Where
  // Vite loads them, nothing brings back what a file has set.
  isolate: isWatching,
  execArgv: optimizingLater,
};

/** What leaves V8 without its short cuts has a process to itself. */
const alone = "__tests__/rehearsal/edge/functions/setters-of-lists.process.test.ts";

const inOneProcess = {
  alias,
  ...bundled,
  globalSetup,
  // A fresh module graph for each file took as long as the tests themselves; none of them needs one.
  isolate: false,
  maxWorkers: 2,
  // Go programs in WebAssembly, of which the reader of HCL is one, have ended before V8 has optimized them. The young
  // generation may grow, since what tests leave is garbage when the next one begins.
  execArgv: ["--liftoff-only", "--max-semi-space-size=64", ...optimizingLater],
  setupFiles: ["__tests__/support/without-creation-stacks.ts", "__tests__/support/same-cases.ts"],
  // What hangs is to be found; what is slow on a busy machine is no failure.
  testTimeout: 300_000,
  hookTimeout: 300_000,
};

export default defineConfig({
  test: {
    // What a file was translated to is kept for the next run: translating all of them takes as long as the unit tests.
    experimental: { fsModuleCache: true },
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: "unit",
          include: ["__tests__/**/*.test.ts"],
          exclude: [...apart, ...thorough],
          ...inOneProcess,
        },
      },
      {
        test: {
          name: "thorough",
          include: thorough,
          exclude: apart,
          ...inOneProcess,
        },
      },
      {
        test: {
          name: "process",
          include: ["__tests__/**/*.process.test.ts"],
          exclude: [alone],
          ...afterUnitTests,
          // A program takes its time to start, beside Terraform's.
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: "alone",
          include: [alone],
          ...afterUnitTests,
          isolate: true,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: "browser",
          include: ["__tests__/browser/**/*.test.ts"],
          // Two minutes, and what they write belongs in a commit: npm run docs:console.
          exclude: process.env.OUTLAST_PICTURES === undefined ? [pictures] : [],
          ...afterUnitTests,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["__tests__/e2e/**/*.test.ts"],
          // Minutes of real deployments, after which the record of what they ask IAM is compared, or written anew.
          exclude: process.env.OUTLAST_IAM_RECORD === undefined ? [iamRecord] : [],
          setupFiles: ["__tests__/e2e/support/needs-real-parts.ts"],
          ...afterUnitTests,
          // Two stacks, eight files at once, and a machine that has other things to do: ten minutes were not enough once.
          testTimeout: 1_800_000,
          hookTimeout: 1_800_000,
        },
      },
    ],
  },
});
