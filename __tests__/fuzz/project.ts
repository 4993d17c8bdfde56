import { readProject } from "../../config";
import { OutlastError } from "../../errors/outlast-error";
import * as example from "../../site.config";
import { deployedSites, deployment, projects } from "../golden/configurations";
import type { FuzzTarget } from "./target";

const exported = [example, { default: [...deployedSites], deployment }, ...Object.values(projects)];

/** What a site.config.ts may export. */
export const siteConfigs: FuzzTarget = {
  seeds: exported.map((project) => JSON.stringify(project)),
  read: (text) => readProject(JSON.parse(text)),
  isRefusal: (error) => error instanceof OutlastError,
};
