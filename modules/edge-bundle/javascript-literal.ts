/**
 * A value as a JavaScript expression in ASCII. Config values are other people's text: nothing in them ends the
 * javascriptLiteral, the line or an enclosing script element, and no key may be `__proto__`, which sets the prototype.
 */
export function javascriptLiteral(value: unknown): string {
  const json = JSON.stringify(value, (key, item) => {
    if (key === "__proto__") throw new Error("a setting of an edge function cannot be named __proto__");
    return item;
  });
  return json.replace(
    /[<\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
