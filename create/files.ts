import type { Answers } from "./answers";
import { type Framework, frameworks } from "./frameworks";
import type { Generator } from "./generators";
import { regionTitle } from "./regions";
import { workflowFiles } from "./workflows";

/** What a new project is made from. */
export interface Ingredients {
  readonly answers: Answers;
  /** What builds the site; undefined where it is the one page that is written. */
  readonly generator: Generator | undefined;
  /** Where the site is, relative to the project. */
  readonly content: string;
  /** What package.json asks for, such as "^0.1.0". */
  readonly outlast: string;
  readonly framework: Framework;
}

/** Files that nobody else has: none of them is overwritten. */
export function ownFiles(made: Ingredients): Readonly<Record<string, string>> {
  return {
    "site.config.ts": siteConfig(made),
    "main.ts": mainFile.replaceAll("cdktf", made.framework),
    "cdktf.json": cdktfJson,
    ...(made.answers.repository === undefined ? {} : workflowFiles),
  };
}

/** Files that are left as they are where somebody has them. */
export function commonFiles({
  answers,
  content,
  framework,
  generator,
}: Ingredients): Readonly<Record<string, string>> {
  return {
    "tsconfig.json": tsconfigJson(framework),
    "README.md": readme(answers, content, generator),
    ...(generator === undefined && {
      [`${content}/index.html`]: page(
        answers.name,
        "This page has two homes. Break the first and reload: the second answers.",
      ),
      [`${content}/404.html`]: page("Not found", 'There is no such page. <a href="/">Home</a>'),
    }),
  };
}

/** Lines that .gitignore has. */
export const ignored = [
  "node_modules/",
  "cdktf.out/",
  ".terraform/",
  ".outlast/",
  "*.tfstate",
  "*.tfstate.*",
  "/plan/",
  "/drift/",
];

/** The newest version of it that runs on every Node that outlast does. */
const contentType = "^2.1.0";

/** package.json with what a project on outlast needs; what is there already stays. */
export function packageJson(
  existing: Readonly<Record<string, unknown>> | undefined,
  { answers, framework, generator, outlast }: Ingredients,
): string {
  const had = (key: string) => (existing?.[key] ?? {}) as Readonly<Record<string, string>>;
  const scripts = had("scripts");
  const building = scripts.build !== undefined || generator !== undefined;
  const rehearse = `${building ? "npm run build && " : ""}outlast start`;
  // A package behind GitHub's client asks for a Node newer than this one needs: Yarn refuses it, npm warns of it.
  const overrides = { ...frameworks[framework].overrides, "content-type": contentType };
  const manifest = {
    ...(existing ?? { name: answers.name, private: true, type: "module" }),
    scripts: {
      ...(scripts.start === undefined ? { start: rehearse } : { rehearse }),
      ...(generator !== undefined && { build: generator.build }),
      ...(existing === undefined && { test: "outlast cloud --once" }),
      ...scripts,
    },
    dependencies: {
      ...{ ...frameworks[framework].dependencies, outlast },
      ...had("dependencies"),
    },
    devDependencies: {
      "@types/node": "^20.19.43",
      ...frameworks[framework].devDependencies,
      ...had("devDependencies"),
    },
    overrides: { ...overrides, ...had("overrides") },
    resolutions: { ...overrides, ...had("resolutions") },
    // It brings what it is made of as packages, and npm warns of scripts that nobody has judged.
    allowScripts: { esbuild: false, ...had("allowScripts") },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function siteConfig({ answers, content, generator }: Ingredients): string {
  const { bucketSuffix, domain, name, primary, replica, repository } = answers;
  const text = JSON.stringify;
  const zone = domain && `zone: { name: ${text(domain.zone)} }`;
  const urls = generator?.urls ?? '"directory"';
  const notFound = generator?.urls === '"spa"' ? "false" : '"/404.html"';
  return `import { defineDeployment, defineSite } from "outlast";

/** The website. Every key that is not here has a default: node_modules/outlast/docs/config.md lists them all. */
export default defineSite({
  name: ${text(name)},
  // Bucket names are global: this makes them nobody else's.
  bucketSuffix: ${text(bucketSuffix)},
  // ${regionTitle(primary)}, and ${regionTitle(replica)} when that fails.
  regions: { primary: ${text(primary)}, replica: ${text(replica)} },
${domain === undefined ? '  // domain: { name: "www.example.com", zone: { name: "example.com" } },' : `  domain: { name: ${text(domain.name)}, ${zone} },`}
  content: { folder: ${text(content)} },
  urls: ${urls},
  // Evacuates the primary region and returns to it without a person; false leaves it to you.
  failover: { automatic: true },
  // What visitors see of a page that is missing, with the status 404.
  errorPages: { notFound: ${notFound} },
});

/** Where Terraform's state lives${repository === undefined ? "" : ", and which repository may plan and apply"}. */
export const deployment = defineDeployment({
  project: ${text(name)},
  bucketSuffix: ${text(bucketSuffix)},
  bootstrapped: false, // true after \`npx outlast bootstrap\`: the state is in S3 from then on
${repository === undefined ? '  // github: { repository: "owner/name", environment: "production" },' : `  github: { repository: ${text(repository)}, environment: "production" },`}
});
`;
}

const mainFile = `// What \`cdktf synth\`, \`cdktf diff\` and \`cdktf deploy\` run; \`npx outlast\` does the same without it.
import { synthesizeProject } from "outlast";

// A stack for each site of site.config.ts, and one for the state. Stacks of your own go into an App of your own:
// import { App } from "cdktf", and any construct of "outlast".

synthesizeProject();
`;

const cdktfJson = `${JSON.stringify(
  {
    language: "typescript",
    app: "npx --no-install outlast run main.ts",
    output: "cdktf.out",
    projectId: "00000000-0000-0000-0000-000000000000",
    sendCrashReports: "false",
  },
  null,
  2,
)}\n`;

/** What an editor goes by, and whoever asks tsc. */
export function tsconfigJson(framework: Framework): string {
  const { paths } = frameworks[framework];
  const compilerOptions = {
    ...{ target: "ES2023", lib: ["ES2023"], module: "ESNext", moduleResolution: "bundler" },
    ...{ strict: true, skipLibCheck: true, noEmit: true, types: ["node"] },
    ...(paths && { paths }),
  };
  return `${JSON.stringify({ compilerOptions, include: ["*.ts", "drills", "edge"] }, null, 2)}\n`;
}

function readme({ name, repository }: Answers, content: string, generator: Generator | undefined): string {
  const what =
    generator === undefined
      ? `The pages are in \`${content}/\`.`
      : `${generator.name} builds it into \`${content}/\`.`;
  const ci =
    repository === undefined
      ? ""
      : `
## In CI

\`npx outlast bootstrap\` prints the variables that \`.github/workflows/\` wait for. A pull request gets its plan as a comment,
a merge applies what was reviewed, releases the pages and verifies them; drift is looked for each morning. First commit
what \`npx outlast lock\` writes: plans use the providers that are locked there, and no others.
`;
  return `# ${name}

A website in two regions of AWS, made with outlast. ${what} \`site.config.ts\` describes it.

\`\`\`sh
npm install
${generator === undefined ? "" : "npm run build\n"}npx outlast start          # rehearse it on this machine: http://localhost:8080
npx outlast start --fault primary=503
npx outlast cloud --once   # deploy it with real Terraform into an AWS on this machine
\`\`\`

## On AWS

With credentials in the environment:

\`\`\`sh
npx outlast doctor
npx outlast bootstrap      # once; it notes in site.config.ts that it was done: commit that
npx outlast deploy
npx outlast release
\`\`\`
${ci}`;
}

function page(title: string, text: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
  </head>
  <body>
    <main>
      <h1>${title}</h1>
      <p>${text}</p>
    </main>
  </body>
</html>
`;
}
