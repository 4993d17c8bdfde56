/** What a project's stacks are made of. Both have the same API; bin/framework.mjs leads outlast to the one that is there. */
export const frameworks = {
  cdktf: {
    dependencies: { cdktf: "^0.21.0", constructs: "^10.8.1" },
    devDependencies: { "cdktf-cli": "^0.21.0" },
    /** Of the types that outlast's own name: where the compiler finds them. */
    paths: undefined,
  },
  cdktn: {
    dependencies: { cdktn: "^0.24.0", constructs: ">=10.6.0 <10.8.0" },
    devDependencies: { "cdktn-cli": "^0.24.0" },
    paths: {
      cdktf: ["./node_modules/cdktn"],
      "@cdktf/provider-aws/*": ["./node_modules/@cdktn/provider-aws/*"],
    },
  },
} as const;

/** CDKTF, or CDK Terrain. */
export type Framework = keyof typeof frameworks;
