import { type ComputedContext, short } from "./made-up";
import { type Planned, Unknown } from "./value";

/**
 * The records by which ACM knows whose a certificate's names are, one for each name, and for a wildcard that of its parent
 * (ACM guide, "DNS validation"). What is in them is made up; where a name is not known, nothing is.
 */
export function validationRecords({ get, identity }: ComputedContext): Planned | undefined {
  if (get("validation_method") !== "DNS") return undefined;
  const names = [get("domain_name"), get("subject_alternative_names") ?? []].flat();
  const unknown = names.find((one) => one instanceof Unknown);
  if (unknown !== undefined) return unknown;
  return [...new Set(names.map(String))].map((name) => {
    const parent = name.replace(/^\*\./, "");
    return {
      domain_name: name,
      resource_record_name: `_${short(`${identity} ${parent}`, 32)}.${parent}.`,
      resource_record_type: "CNAME",
      resource_record_value: `_${short(parent, 32)}.acm-validations.aws.`,
    };
  });
}
