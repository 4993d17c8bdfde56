export { changesBetween, type ResultChanges } from "./changes";
export { comparisonTable } from "./comparison-table";
export { renderJunit } from "./junit";
export { renderMarkdown } from "./markdown";
export { renderPage } from "./page/page";
export { readResult } from "./read-result";
export { resultJsonSchema } from "./result-schema";
export { renderTable, summary, type TerminalOptions } from "./terminal-table";
export { writeReport } from "./write-report";
