import { readPolicyDocument, valuesOf } from "../../facts/s3/policy-document";
import { compileWildcard } from "../../facts/wildcard";
import { keysOf, modulesOf, type Place, referencesOf } from "../../terraform/plan/plan-configuration";
import {
  mergedStatements,
  type Part,
  partsOf,
  plannedStatements,
  type StatementBlock,
} from "../../terraform/policy-document";
import { isRecord, Unknown } from "../../terraform/value";
import { isOpenAt, sortedTexts } from "../../terraform/values-at";
import { type Change, isUnknownAfter } from "./change";
import type { PlanContext } from "./rule";

/** CloudFront, as a principal. */
export const cloudFrontService = "Service:cloudfront.amazonaws.com";

/** One statement of an IAM policy, in one shape whether it was written as JSON or as blocks. */
export interface PolicyStatement {
  readonly sid: string;
  readonly effect: "Allow" | "Deny";
  /** "*", "Service:cloudfront.amazonaws.com", "AWS:arn:aws:iam::1:root" */
  readonly principals: readonly Part[];
  readonly actions: readonly string[];
  /** Where these stand, all others are meant. */
  readonly notActions: readonly string[];
  readonly resources: readonly Part[];
  /** Condition key in lower case, operator and values. */
  readonly conditions: readonly PolicyCondition[];
}

export interface PolicyCondition {
  readonly operator: Part;
  readonly key: Part;
  readonly values: readonly Part[];
}

/** Whether a statement is about an action. */
export function isAbout({ actions, notActions }: PolicyStatement, action: string): boolean {
  const covers = (pattern: string) => compileWildcard(pattern.toLowerCase())(action.toLowerCase());
  return notActions.length > 0 ? !notActions.some(covers) : actions.some(covers);
}

/** Parts as people read them. */
export function shownParts(parts: readonly Part[]): string[] {
  return parts.map((part) => (part instanceof Unknown ? "(unknown)" : part));
}

/** The statements of a policy's JSON; none for a text that is no policy. */
export function policyStatements(json: unknown): PolicyStatement[] {
  const read = readPolicyDocument(json);
  if ("problem" in read) return [];
  return read.statements.map((statement) => ({
    sid: typeof statement.Sid === "string" ? statement.Sid : "",
    effect: statement.Effect === "Deny" ? "Deny" : "Allow",
    principals: principalsOf(statement.Principal),
    actions: sortedTexts(valuesOf(statement.Action)),
    notActions: sortedTexts(valuesOf(statement.NotAction)),
    resources: sortedTexts(valuesOf(statement.Resource)),
    conditions: conditionsOf(statement.Condition),
  }));
}

/**
 * The policy that a resource will have. While it depends on something that is only made by the apply, its JSON is
 * unknown; if it comes from an `aws_iam_policy_document`, that document's blocks are in the plan. Undefined if
 * nothing can be told.
 */
export function plannedPolicy(
  change: Change,
  attribute: string,
  context: PlanContext,
): PolicyStatement[] | undefined {
  if (!isUnknownAfter(change, attribute)) return policyStatements(change.after[attribute]);
  const behind = documentsBehind(change, attribute, context).filter((one) => one !== undefined);
  const [document, ...others] = new Set(behind);
  // Of several it is one, and a plan does not tell which.
  return document && others.length === 0 ? new PlannedDocuments(context).statements(document) : undefined;
}

/** More are no policy: S3 takes 20 KB of one. */
const mostDocuments = 100;

/** Documents of a plan, each with those that it is made of. */
class PlannedDocuments {
  readonly #context: PlanContext;
  /** Nothing can be told of what is made of itself; what stands twice in another is the same statements. */
  readonly #read = new Map<Change, PolicyStatement[] | undefined>();

  constructor(context: PlanContext) {
    this.#context = context;
  }

  statements(document: Change): PolicyStatement[] | undefined {
    if (!this.#read.has(document) && this.#read.size < mostDocuments) {
      this.#read.set(document, undefined);
      this.#read.set(document, this.#statementsOf(document));
    }
    return this.#read.get(document);
  }

  #statementsOf(document: Change): PolicyStatement[] | undefined {
    // Neither is it known what a statement means that may allow or deny.
    if (isOpenAt(document.after, "statement", "effect")) return undefined;
    const sources = this.#others(document, "source_policy_documents");
    const overrides = this.#others(document, "override_policy_documents");
    if (sources === undefined || overrides === undefined) return undefined;
    const own = plannedStatements(document.after).map(statementOf);
    return mergedStatements([...sources, ...own, ...overrides], ({ sid }) => sid);
  }

  /** The statements of other documents, each a text, or one of the plan, which is written in the place of the text. */
  #others(document: Change, attribute: string): PolicyStatement[] | undefined {
    const texts = partsOf(document.after[attribute]);
    if (texts?.every((text) => typeof text === "string")) return texts.flatMap(policyStatements);
    const written = listedDocuments(document, attribute, this.#context);
    if (written === undefined || written.length !== texts?.length) return undefined;
    const all = texts.map((text, place) => {
      const other = written[place];
      if (typeof text !== "string") return other && this.statements(other);
      // One that was read before the plan is none of its changes; one that is, and says something else, is another's.
      const isOther = other && other.after.json !== text && other.after.minified_json !== text;
      return isOther ? undefined : policyStatements(text);
    });
    return all.every((one) => one !== undefined) ? all.flat() : undefined;
  }
}

/**
 * The documents of a list, where what is written refers to the text of one after the other and to nothing else: beside a
 * variable or a local, a condition or a function may choose among them, and no place is that of one.
 */
function listedDocuments(
  change: Change,
  attribute: string,
  context: PlanContext,
): (Change | undefined)[] | undefined {
  const { configuration } = context;
  const place = placeOf(change);
  const written = configuration.written(place)[attribute];
  const isOfMore = referencesOf(written).some((one) => /^(path|terraform)\./.test(one));
  const targets = configuration.targets(written, place);
  const areTexts = targets.every(({ attribute: text }) => text === "json" || text === "minified_json");
  if (isOfMore || !areTexts || !configuration.isExplicit(written)) return undefined;
  return documentsBehind(change, attribute, context);
}

function placeOf({ address, isData, name, type }: Change): Place {
  return { address, name, type, mode: isData ? "data" : "managed" };
}

/** What an attribute refers to, in its order: documents of the plan, and undefined for anything else. */
function documentsBehind(
  change: Change,
  attribute: string,
  { changes, configuration }: PlanContext,
): (Change | undefined)[] {
  const place = placeOf(change);
  return configuration.targets(configuration.written(place)[attribute], place).map((target) => {
    if (target.mode !== "data" || target.type !== "aws_iam_policy_document") return undefined;
    return changes.find(
      (one) =>
        one.isData &&
        one.type === target.type &&
        one.name === target.name &&
        modulesOf(one.address).join() === target.modules.join() &&
        target.keys.every((key) => keysOf(one.address).includes(key)),
    );
  });
}

/** A block of an `aws_iam_policy_document` as a statement. */
function statementOf(block: StatementBlock<Part>): PolicyStatement {
  return {
    sid: typeof block.sid === "string" ? block.sid : "",
    effect: block.effect === "Deny" ? "Deny" : "Allow",
    principals: block.principals.flatMap(({ identifiers, type }) =>
      sorted(identifiers).map((identifier) => principalName(type, identifier)),
    ),
    actions: sortedTexts(block.actions),
    notActions: sortedTexts(block.notActions),
    resources: sorted(block.resources),
    conditions: block.conditions.map(({ test, values, variable }) => ({
      operator: test,
      key: typeof variable === "string" ? variable.toLowerCase() : variable,
      values: sorted(values),
    })),
  };
}

/** Texts in order, then what is not known. */
function sorted(parts: readonly Part[]): readonly Part[] {
  return [...sortedTexts(parts), ...parts.filter((part) => part instanceof Unknown)];
}

function principalsOf(principal: unknown): Part[] {
  if (principal === "*") return ["*"];
  if (!isRecord(principal)) return [];
  return Object.entries(principal).flatMap(([type, identifiers]) =>
    valuesOf(identifiers)
      .map((identifier) => principalName(type, String(identifier)))
      .sort(),
  );
}

function principalName(type: Part, identifier: Part): Part {
  if (type instanceof Unknown) return type;
  if (identifier instanceof Unknown) return new Unknown(`which ${type} is known only after the apply`);
  return identifier === "*" && (type === "AWS" || type === "*") ? "*" : `${type}:${identifier}`;
}

function conditionsOf(condition: unknown): PolicyCondition[] {
  if (!isRecord(condition)) return [];
  return Object.entries(condition).flatMap(([operator, keys]) =>
    isRecord(keys)
      ? Object.entries(keys).map(([key, values]) => ({
          operator,
          key: key.toLowerCase(),
          values: valuesOf(values).map(String).sort(),
        }))
      : [],
  );
}
