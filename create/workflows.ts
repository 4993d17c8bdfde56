/** Actions by their full commit, the versions that this repository's own workflows use. */
const actions = {
  checkout: "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
  node: "actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0",
  terraform: "hashicorp/setup-terraform@dfe3c3f87815947d99a8997f908cb6525fc44e9e # v4.0.1",
  credentials: "aws-actions/configure-aws-credentials@e6de054238d6b7531b4efff3b6587d9aade6a06c # v6.2.3",
  upload: "actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0",
  download: "actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1",
};

const cached = "cache: npm";
/** Jobs that may write or become a role: what other jobs, a pull request's among them, leave in the cache is not to be run there. */
const uncached = "package-manager-cache: false";
const checkout = (ref = "", cache = cached) => `      - uses: ${actions.checkout}
        with:
          persist-credentials: false${ref && `\n          ref: ${ref}`}
      - uses: ${actions.node}
        with:
          node-version: 24
          ${cache}
      - run: npm ci --ignore-scripts`;
const terraform = `      - uses: ${actions.terraform}
        with:
          terraform_version: 1.11.4
          terraform_wrapper: false`;
const role = (variable: string) => `      - uses: ${actions.credentials}
        with:
          role-to-assume: \${{ vars.${variable} }}
          aws-region: \${{ vars.OUTLAST_REGION }}
          mask-aws-account-id: true`;
const artifact = (name: string, path: string) => `      - uses: ${actions.upload}
        with:
          name: ${name}
          path: ${path}
          include-hidden-files: true
          if-no-files-found: error
          retention-days: 30`;
const base = `\${{ github.event.pull_request.base.sha }}`;

/**
 * The workflows of a project that uses outlast. They name no path, no site and no folder: the verbs read site.config.ts,
 * and package.json says what builds the site.
 */
export const workflowFiles: Readonly<Record<string, string>> = {
  // fetch-plan takes artifacts of the workflow of this name alone.
  ".github/workflows/plan.yml": `name: plan

on:
  pull_request:

permissions: {}

concurrency:
  group: plan-\${{ github.event.pull_request.number }}
  cancel-in-progress: false # it could leave the state's lock behind

jobs:
  # The pull request's code and packages run here, and here alone: without an identity token.
  synth:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: read
    steps:
${checkout()}
      - run: npm run build --if-present
      - run: npx outlast synth
${artifact("synthesized", "cdktf.out")}

  # What was synthesized is planned as data, by the code of the branch that it is to be merged into.
  plan:
    if: >-
      vars.OUTLAST_PLAN_ROLE != '' &&
      github.event.pull_request.head.repo.full_name == github.repository &&
      github.event.pull_request.user.login != 'dependabot[bot]'
    needs: synth
    runs-on: ubuntu-latest
    timeout-minutes: 30
    permissions:
      contents: read
      id-token: write # to become the plan role
    steps:
${checkout(base, uncached)}
${terraform}
      - uses: ${actions.download}
        with:
          name: synthesized
          path: synthesized
${role("OUTLAST_PLAN_ROLE")}
      - run: npx outlast plan --synthesized synthesized --out plan
${artifact("plan", "plan")}

  # What visitors would see of it in outages, on a virtual clock. The pull request's code runs here too: without any token.
  drill:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: read
    steps:
${checkout()}
      - run: npm run build --if-present
      - run: npx outlast drill --report drill
      - if: \${{ !cancelled() }}
        uses: ${actions.upload}
        with:
          name: drill
          path: drill
          if-no-files-found: ignore
          retention-days: 30

  comment:
    needs: [plan, drill]
    if: \${{ !cancelled() && needs.plan.result == 'success' }}
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: read
      pull-requests: write # to comment
    steps:
${checkout(base, uncached)}
      - uses: ${actions.download}
        with:
          name: plan
          path: plan
      - uses: ${actions.download}
        continue-on-error: true # a config that is wrong has no drill
        with:
          name: drill
          path: drill
      # The branch's own drill, and what is another beside it: the pull request's is read as data.
      - run: npm run build --if-present
      - run: npx outlast drill --report branch
        continue-on-error: true
      - run: npx outlast drill --result drill/result.json --against branch/result.json --markdown drill.md
        continue-on-error: true
      - run: npx outlast comment plan/review.md drill.md
        env:
          GITHUB_TOKEN: \${{ github.token }}
      - run: npx outlast review plan/*/plan.json --fail-on "$FAIL_ON"
        env:
          FAIL_ON: \${{ vars.OUTLAST_FAIL_ON || 'critical' }}
`,
  ".github/workflows/deploy.yml": `name: deploy

on:
  push:
    branches: [main]
  schedule:
    - cron: "17 5 * * *" # drift, and drills
  workflow_dispatch:
    inputs:
      accept:
        description: the digest of a plan that a run has shown and not applied, to apply it in place of a review
        default: ""

permissions: {}

# One at a time, and none is broken off.
concurrency:
  group: deploy
  cancel-in-progress: false

jobs:
  deploy:
    if: github.event_name != 'schedule' && vars.OUTLAST_APPLY_ROLE != '' && github.ref == 'refs/heads/main'
    runs-on: ubuntu-latest
    timeout-minutes: 60
    environment: production
    permissions:
      actions: read # to bring the plan of the pull request
      contents: read
      id-token: write # to become the apply role
      pull-requests: read # to find the pull request
    steps:
${checkout("", uncached)}
${terraform}
      - run: npm run build --if-present
      - if: inputs.accept == ''
        run: npx outlast fetch-plan --out plan
        env:
          GITHUB_TOKEN: \${{ github.token }}
${role("OUTLAST_APPLY_ROLE")}
      - run: npx outlast apply --plan plan --accept "$ACCEPT"
        env:
          ACCEPT: \${{ inputs.accept }}
      - run: npx outlast release --all
      - id: verify
        run: npx outlast verify
        env:
          SITE_URL: \${{ vars.OUTLAST_URL }}
      # Of the sites that do not pass, those that this commit was released to.
      - if: failure() && steps.verify.conclusion == 'failure'
        run: npx outlast rollback --site "$FAILED" --of "$GITHUB_SHA"
        env:
          FAILED: \${{ steps.verify.outputs.failed }}

  drift:
    if: github.event_name == 'schedule' && vars.OUTLAST_DRIFT_ROLE != '' && github.ref == 'refs/heads/main'
    runs-on: ubuntu-latest
    timeout-minutes: 30
    permissions:
      contents: read
      id-token: write # to become the drift role
      issues: write # to open, update and close the issue
    steps:
${checkout("", uncached)}
${terraform}
${role("OUTLAST_DRIFT_ROLE")}
      - run: npx outlast drift --out drift
        env:
          SITE_URL: \${{ vars.OUTLAST_URL }}
      - if: \${{ !cancelled() }}
        run: npx outlast comment drift/drift.md --marker drift --issue "The site is not as main describes it"
        env:
          GITHUB_TOKEN: \${{ github.token }}

  drill:
    if: github.event_name == 'schedule' && github.ref == 'refs/heads/main'
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: read
      issues: write # to open, update and close the issue
    steps:
${checkout("", uncached)}
      - run: npm run build --if-present
      - run: npx outlast drill --report drill --missed missed.md
      - if: \${{ !cancelled() }}
        uses: ${actions.upload}
        with:
          name: drill
          path: drill
          if-no-files-found: error
          retention-days: 90
      - if: \${{ !cancelled() }}
        run: npx outlast comment missed.md --marker drill --issue "A drill misses an objective"
        env:
          GITHUB_TOKEN: \${{ github.token }}
`,
};
