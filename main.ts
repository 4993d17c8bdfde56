import { synthesizeProject } from "outlast";

// What `cdktf synth` and `cdktf deploy` run: a stack for each site of site.config.ts, and one for the state.
synthesizeProject();
