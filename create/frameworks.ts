/** What a project's stacks are made of. Both have the same API; bin/framework.mjs leads outlast to the one that is there. */
export const frameworks = {
  cdktf: {
    dependencies: { cdktf: "^0.21.0", constructs: "^10.8.1" },
    devDependencies: { "cdktf-cli": "^0.21.0" },
    /**
     * The terminal that its command runs Terraform in: of 161 MB, for Node 16 to 22, and for no Mac of Intel's nor most ARM.
     * This one has the same API, 0.2 MB, and binaries for every Node.
     */
    overrides: { "@cdktf/node-pty-prebuilt-multiarch": "npm:@lydell/node-pty@^1.1.0" },
    /** Of the types that outlast's own name: where the compiler finds them. */
    paths: undefined,
  },
  cdktn: {
    dependencies: { cdktn: "^0.24.0", constructs: ">=10.6.0 <10.8.0" },
    devDependencies: { "cdktn-cli": "^0.24.0" },
    overrides: {},
    paths: {
      cdktf: ["./node_modules/cdktn"],
      "@cdktf/provider-aws/*": ["./node_modules/@cdktn/provider-aws/*"],
    },
  },
} as const;

/** CDKTF, or CDK Terrain. */
export type Framework = keyof typeof frameworks;
