// The explorer: GraphiQL, asked as one of the sample people. Tokens stay in memory; the key of the sample people comes in
// the address's fragment, which no server sees, and stays in this tab.
/* global React, ReactDOM, GraphiQL */
"use strict";

const at = (id) => document.getElementById(id);
const KEY = "casebook-explorer-key";
const FIRST = "lead-handler";
const STREAM = "text/event-stream";
const FIRST_QUERY = `# Ctrl+Enter runs the operation at the cursor, Ctrl+Space completes.
# The book on the left explains every name of the schema.

query Mine {
  me {
    isPerson
    agency {
      name
      isLead
    }
    posts
  }
  cases(first: 5) {
    edges {
      node {
        code
        state
        claim
        allowedActions(allowed: true) {
          action
          labelEn
        }
      }
    }
  }
}

subscription Waiting {
  inboxChanged {
    inbox {
      duties {
        kind
        count
        overdue
      }
    }
  }
}
`;

/* The bundle's own styles, which it adds when a menu opens, carry the page's nonce. */
globalThis.__webpack_nonce__ = document.querySelector("script[nonce]").nonce;

let tokens = {};

const token = () => tokens[at("person").value] ?? at("token").value.trim();

function headers(accept) {
  return {
    Accept: accept,
    "Content-Type": "application/json",
    ...(token() ? { Authorization: `Bearer ${token()}` } : {}),
    ...(at("purpose").value ? { "Casebook-Purpose": at("purpose").value } : {}),
  };
}

const asked = (params, accept, more) =>
  fetch("/graphql", { method: "POST", headers: { ...headers(accept), ...more }, body: JSON.stringify(params) });

/** One answer; its status and its place in the log of errors are said above. */
async function answer(params, more) {
  const response = await asked(params, "application/graphql-response+json", more);
  at("status").textContent = `HTTP ${response.status} · ${response.headers.get("Casebook-Request-Id") ?? ""}`;
  return response.json();
}

/** Each answer of an event stream (graphql-sse, "distinct connections mode"); it goes when GraphiQL stops it. */
async function* events(params, more) {
  const response = await asked(params, STREAM, more);
  at("status").textContent = `HTTP ${response.status}`;
  if (!response.ok) return yield await response.json();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (let rest = ""; ; ) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      for (const line of lines) if (line.startsWith("data: {")) yield JSON.parse(line.slice(6));
    }
  } finally {
    reader.cancel();
  }
}

/** By the text that is sent: what GraphiQL has parsed is a moment older. */
function isSubscription({ query, operationName }) {
  let plain = query.replace(/"""[^]*?"""|"(?:\\.|[^"\\\n])*"|#.*/g, "");
  while (/\{[^{}]*\}/.test(plain)) plain = plain.replace(/\{[^{}]*\}/g, ";");
  const operations = [...plain.matchAll(/(?<![$\w])(query|mutation|subscription)\b\s*(\w*)/g)];
  const chosen = operations.find(([, , name]) => operationName && name === operationName) ?? operations[0];
  return chosen?.[1] === "subscription";
}

/** Another function each time, so that GraphiQL reads the schema again as who asks now. */
const fetcher = () => (params, options) => (isSubscription(params) ? events : answer)(params, options?.headers);

const root = ReactDOM.createRoot(at("explorer"));

function show() {
  at("own").hidden = Boolean(tokens[at("person").value]);
  if (!token()) {
    at("status").textContent = "Open the address that scripts/dev prints, or enter a token.";
    return;
  }
  root.render(React.createElement(GraphiQL, { fetcher: fetcher(), defaultQuery: FIRST_QUERY, shouldPersistHeaders: false }));
}

/** The sample people, for who came with the key that `scripts/dev` prints. */
async function people() {
  const given = new URLSearchParams(location.hash.slice(1)).get("key");
  if (given) sessionStorage.setItem(KEY, given);
  history.replaceState(null, "", location.pathname);
  const key = sessionStorage.getItem(KEY);
  if (!key) return;
  const response = await fetch("/graphql/people", { headers: { "Casebook-Explorer-Key": key } });
  if (!response.ok) return sessionStorage.removeItem(KEY);
  tokens = await response.json();
  for (const name of Object.keys(tokens)) at("person").add(new Option(name, name, false, name === FIRST));
}

at("who").addEventListener("submit", (event) => event.preventDefault());
for (const id of ["person", "token"]) at(id).addEventListener("change", show);
await people();
show();
