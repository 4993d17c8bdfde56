import type { SiteConfig } from "../../../config";
import type { Verification } from "../../../operations/verify/report";
import type { ReleaseResult } from "../../../release";
import type { Attendance } from "../../../release/aws/site-context";
import type { Told } from "../ports";

/** How a local cloud reaches whoever runs it. */
export interface CloudPorts {
  /** What is to be read, or pasted into a shell, if anything; the record is for a machine. */
  readonly print: (record: Told, lines: readonly string[]) => void;
  /** Faults can be set and mended at that control API from now on. */
  readonly controlled: (url: string) => void;
  /** What goes on meanwhile. */
  readonly say: (line: string) => void;
  /** Attends a release and shows what comes of it; resolves with whether the site at `url` was released. */
  readonly release: (
    site: SiteConfig,
    url: string,
    work: (attendance: Attendance) => Promise<ReleaseResult>,
  ) => Promise<boolean>;
  /** Shows what a site was found to serve. */
  readonly verified: (verification: Verification) => void;
}
