import { reporter } from "../problem";

/** What of a build's `_redirects` and `_headers` cannot be honoured; each finding names file and line. */
export const netlifyRules = {
  NETLIFY_LINE_UNREADABLE: {
    severity: "error",
    rule: "A line of _redirects is a path, a target, and maybe a status and conditions; one of _headers is a path, or a name, a colon and a value below a path.",
    mend: "Correct the line, or remove it.",
  },
  NETLIFY_HOST: {
    severity: "error",
    rule: "A site's redirects begin at paths of its own; every host name but the main one is redirected already.",
    mend: "List the host in domain.aliases, and begin the line with a path.",
  },
  NETLIFY_REWRITE: {
    severity: "error",
    rule: "A page is answered at its own URL: a status of 200 or 404 answers with another's document, or another server's.",
    mend: 'Use urls: "spa" for /* to /index.html, errorPages.notFound for /* to /404.html, and origins for another server.',
  },
  NETLIFY_STATUS: {
    severity: "error",
    rule: "A redirect has the status 301, 302, 307 or 308.",
    mend: "Choose one of them.",
  },
  NETLIFY_CONDITION: {
    severity: "error",
    rule: "Redirects look at the path alone: at no query parameter, country, language, role or cookie.",
    mend: "Write the line without the condition, or do it in the page.",
  },
  NETLIFY_ORDER: {
    severity: "error",
    rule: "On Netlify the first line that applies is taken, here the most specific: both have to mean the same.",
    mend: "Move the more specific line before the other, or remove it.",
  },
  NETLIFY_HEADER: {
    severity: "error",
    rule: "Headers are set by a path with asterisks; placeholders and Netlify's Basic-Auth are not known here, nor are Cloudflare's hosts and headers that are taken away.",
    mend: "Write an asterisk for the placeholder, remove headers by headers.rules of the config, or remove the lines.",
  },
} as const;

export const reportNetlify = reporter(netlifyRules);

/** Where findings of the two files are told. */
export const netlifyPath = ["content", "netlifyFiles"] as const;
