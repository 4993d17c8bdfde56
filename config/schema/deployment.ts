import * as z from "zod";

/** How deployments are driven: the state bucket and the roles of GitHub Actions. One for the whole project. */
export const deploymentSchema = z.strictObject({
  /** Stem of the state bucket's and the roles' names. */
  project: z.string(),
  /** Added to the state bucket's name, which is global. */
  bucketSuffix: z.string().optional(),
  /** Region of the state bucket; the replica region of the first site if absent. */
  region: z.string().optional(),
  /** True once the state stack is applied: the stacks then use the S3 backend, before that a local one. */
  bootstrapped: z.boolean().default(false),
  /** Users and roles, by their ARNs, who may assume the role `<project>-on-call`; there is none without. */
  onCall: z.array(z.string()).default([]),
  /** Roles for GitHub Actions; none without it. */
  github: z
    .strictObject({
      /** "owner/name". */
      repository: z.string(),
      /** Branch whose workflows may assume the apply role. */
      branch: z.string().default("main"),
      /** GitHub environment of the apply job, in place of the branch in the role's condition. */
      environment: z.string().optional(),
      /** ARN of the account's GitHub OIDC provider, if there is one already; an account has at most one. */
      oidcProviderArn: z.string().optional(),
    })
    .optional(),
});

/** A deployment as a user writes it. */
export type DeploymentInput = z.input<typeof deploymentSchema>;
/** A deployment, parsed and defaulted. */
export type DeploymentConfig = z.output<typeof deploymentSchema>;
