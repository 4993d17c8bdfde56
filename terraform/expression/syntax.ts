/** A parsed Terraform expression. */
export type Expression =
  | { readonly type: "literal"; readonly value: string | number | boolean | null }
  | { readonly type: "template"; readonly parts: readonly Expression[] }
  | { readonly type: "root"; readonly name: string }
  | { readonly type: "attribute"; readonly of: Expression; readonly name: string }
  | { readonly type: "index"; readonly of: Expression; readonly key: Expression }
  | { readonly type: "splat"; readonly of: Expression; readonly each: readonly string[] }
  | {
      readonly type: "call";
      readonly name: string;
      readonly arguments: readonly Expression[];
      readonly expand: boolean;
    }
  | { readonly type: "unary"; readonly operator: "!" | "-"; readonly operand: Expression }
  | {
      readonly type: "binary";
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly type: "conditional";
      readonly test: Expression;
      readonly yes: Expression;
      readonly no: Expression;
    }
  | { readonly type: "list"; readonly items: readonly Expression[] }
  | { readonly type: "object"; readonly entries: readonly (readonly [Expression, Expression])[] }
  | {
      readonly type: "for";
      readonly names: readonly string[];
      readonly of: Expression;
      /** Present for an object. */
      readonly key?: Expression;
      /** Whether values of one key come together in a list. */
      readonly isGrouped?: boolean;
      readonly value: Expression;
      readonly when?: Expression;
    };

/** An expression that is not one, or that uses what the rehearsal does not evaluate. */
export class ExpressionError extends Error {}

/** One that may well have a value, which nobody here knows: `try()` and `lookup()` have no default for it. */
export class UnknownError extends ExpressionError {}
