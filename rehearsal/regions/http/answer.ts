import type { OriginResponse } from "../../edge/ports";

/** An answer before the headers that every answer of S3 has. */
export type S3Answer = Pick<OriginResponse, "status" | "headers" | "body">;
