import type { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { ReadableFunction } from "../edge-bundle";

/** A program, and what deploys it. */
export interface FunctionListingProps {
  /** Stem of the files that HCL has beside it. */
  readonly name: string;
  /** The program, byte by byte as it is deployed. */
  readonly code: string;
  /** The same program before it was minified; made when HCL is written, and not before. */
  readonly readable: () => ReadableFunction;
  /** What deploys it. */
  readonly resource: TerraformResource;
}

/** What an auditor wants to read of an edge function: HCL has it in files of its own, and JSON has nothing of it. */
export class FunctionListing extends Construct implements FunctionListingProps {
  readonly name: string;
  readonly code: string;
  readonly readable: () => ReadableFunction;
  readonly resource: TerraformResource;

  constructor(scope: Construct, id: string, { name, code, readable, resource }: FunctionListingProps) {
    super(scope, id);
    this.name = name;
    this.code = code;
    this.readable = readable;
    this.resource = resource;
  }
}
