// The five things that every client of Casebook does. Run: node built/client.js, with CASEBOOK_URL (the address of
// /graphql), CASEBOOK_TOKEN (who reports) and CASEBOOK_LEAD_TOKEN (who screens) in the environment.
import { createHash, randomUUID } from "node:crypto";
import { print } from "graphql";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { CasesDocument, ReportDocument, ScreenDocument } from "./generated.js";
import type { CasesQuery, ReportCaseInput, SaidFragment } from "./generated.js";

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`set ${name}`);
  return value;
}

const URL = setting("CASEBOOK_URL");

type Answer<Data> = { data?: Data; errors?: { message: string; extensions: { code: string } }[] };

async function sent<Data>(token: string, asked: object): Promise<Answer<Data>> {
  const response = await fetch(URL, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${token}`,
      "Content-Type": "application/json",
      Accept: "application/graphql-response+json, application/json",
    },
    body: JSON.stringify(asked),
  });
  return (await response.json()) as Answer<Data>;
}

/**
 * One operation. An error (no scope, bad argument, nobody signed in) is thrown; problems are data, see below.
 * Its id is the one that `scripts/casebook documents` gave it: the SHA-256 of the document as `print` writes it.
 */
async function ask<Data, Variables>(
  token: string,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const query = print(document);
  const documentId = "sha256:" + createHash("sha256").update(query).digest("hex");
  let answer = await sent<Data>(token, { documentId, variables });
  if (answer.errors?.[0]?.extensions.code === "DOCUMENT_UNKNOWN") {
    answer = await sent<Data>(token, { query, variables }); // no manifest was given to this installation
  }
  if (answer.errors || !answer.data) throw new Error(answer.errors?.[0]?.message ?? "no data");
  return answer.data;
}

type Shown = CasesQuery["cases"]["edges"][number]["node"];

/** Every case, page by page: the cursor says where the next page begins. */
async function* cases(token: string): AsyncGenerator<Shown> {
  for (let after: string | null | undefined = null; ; ) {
    const { cases: page }: CasesQuery = await ask(token, CasesDocument, { first: 2, after });
    for (const edge of page.edges) yield edge.node;
    if (!page.pageInfo.hasNextPage) return;
    after = page.pageInfo.endCursor;
  }
}

/** What a problem asks of the person in front of the screen. */
function said(problem: SaidFragment): string {
  const where = problem.__typename === "InvalidInput" ? ` (${problem.path})` : "";
  return `${problem.code}${where}: ${problem.messageVi} / ${problem.messageEn}`;
}

const token = setting("CASEBOOK_TOKEN");
const lead = setting("CASEBOOK_LEAD_TOKEN");

const input: ReportCaseInput = {
  commandId: randomUUID(),
  claim: "MẪU: tin đồn rằng cầu treo của xã sắp sập.",
  channel: "PHONE",
  detectedAt: new Date(Date.now() - 3_600_000).toISOString(),
  freeOfSecrets: true,
  medium: "SOCIAL_NETWORK",
  url: "https://tin.example/cau-treo",
};

// 1. A refusal that could be foreseen is data: a report by telephone needs a note of what was said.
const refused = await ask(token, ReportDocument, { input });
for (const problem of refused.reportCase.problems) console.log("refused", said(problem));

// 2. Corrected and sent. 3. Sent again under the same command id: done once, answered again.
const corrected = { ...input, commandId: randomUUID(), channelNote: "Người dân gọi điện lúc sáng." };
const made = (await ask(token, ReportDocument, { input: corrected })).reportCase;
const again = (await ask(token, ReportDocument, { input: corrected })).reportCase;
if (!made.case) throw new Error(made.problems.map(said).join("; "));
console.log("reported", made.case.code, "replayed", again.replayed, "same", again.case?.id === made.case.id);

// 4. Decided on an older version than stands now: a conflict, which says what stands now.
const screening = { caseId: made.case.id, category: "TRANSPORT" as const, assigned: "agency-health" };
let expectedVersion = made.case.version + 100;
for (;;) {
  const screen = { ...screening, commandId: randomUUID(), expectedVersion };
  const { screenCase } = await ask(lead, ScreenDocument, { input: screen });
  if (screenCase.case) {
    console.log("screened", screenCase.case.state);
    break;
  }
  const problem = screenCase.problems[0];
  if (problem?.__typename !== "VersionConflict") throw new Error(problem ? said(problem) : "no answer");
  console.log("conflict", problem.currentVersion);
  expectedVersion = problem.currentVersion; // a person would reload and look first
}

// 5. Lists with cursors.
let count = 0;
for await (const each of cases(token)) count += each.id === made.case.id ? 1 : 0;
console.log("listed", count);
