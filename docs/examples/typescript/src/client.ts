// The seven things that every client of Casebook does. Run: node built/client.js, with CASEBOOK_URL (the address of
// /graphql), CASEBOOK_TOKEN (who reports) and CASEBOOK_LEAD_TOKEN (who screens) in the environment; CASEBOOK_ASSIGNED
// names who checks, where the sample agency for health does not exist.
import { createHash, randomUUID } from "node:crypto";
import { print } from "graphql";
import { createClient, NetworkError } from "graphql-sse";
import type { RequestParams } from "graphql-sse";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import {
  CasesDocument,
  ChangesDocument,
  InboxDocument,
  NoticesDocument,
  ReportDocument,
  ScreenDocument,
} from "./generated.js";
import type { ReportCaseInput, SaidFragment } from "./generated.js";

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`set ${name}`);
  return value;
}

const URL = setting("CASEBOOK_URL");
const ASSIGNED = process.env["CASEBOOK_ASSIGNED"] ?? "agency-sample-health";

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

const code = (answer: Answer<unknown>): string | undefined => answer.errors?.[0]?.extensions.code;

let byId = true;

/** An operation by the id that `scripts/casebook documents` gave it: the SHA-256 of the document as `print` writes it. */
function asked<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): object {
  const query = print(document);
  const documentId = "sha256:" + createHash("sha256").update(query).digest("hex");
  return byId ? { documentId, variables } : { query, variables };
}

/** The data of an answer. An error (no scope, bad argument, nobody signed in) is thrown; problems are data, see below. */
function data<Data>(answer: Answer<Data>): Data {
  if (answer.errors || !answer.data) throw new Error(answer.errors?.[0]?.message ?? "no data");
  return answer.data;
}

/** The data of one operation. */
async function ask<Data, Variables>(
  token: string,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const answer = await sent<Data>(token, asked(document, variables));
  if (code(answer) !== "DOCUMENT_UNKNOWN") return data(answer);
  byId = false; // no manifest was given to this installation
  return data(await sent<Data>(token, asked(document, variables)));
}

/** What a field gave. It is null, with an error at its place, for who lacks the right: no other field is lost by it. */
function given<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new Error("not given: see the errors of the answer");
  return value;
}

type Page<Node> = { edges: { node: Node }[]; pageInfo: { hasNextPage: boolean; endCursor?: string | null } };
type Place = { first: number; after?: string | null };

/** Every row of a list, page by page: the cursor says where the next page begins. */
async function* pages<Data, Node>(
  token: string,
  document: TypedDocumentNode<Data, Place>,
  page: (data: Data) => Page<Node> | null | undefined,
): AsyncGenerator<Node> {
  for (let after: string | null | undefined = null; ; ) {
    const { edges, pageInfo }: Page<Node> = given(page(await ask(token, document, { first: 2, after })));
    for (const edge of edges) yield edge.node;
    if (!pageInfo.hasNextPage) return;
    after = pageInfo.endCursor;
  }
}

/** What a subscription tells, over lost lines: the last cursor says where to go on. Keep it for the next start. */
async function* follow<Data, Variables extends { after?: string | null }>(
  token: string,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  cursor: (data: Data) => string,
): AsyncGenerator<Data> {
  const client = createClient({ url: URL, headers: { Authorization: `Bearer ${token}` }, retryAttempts: 0 });
  for (let { after } = variables; ; ) {
    try {
      const params = asked(document, { ...variables, after }) as unknown as RequestParams; // its type knows no ids
      for await (const answer of client.iterate<Data>(params)) {
        const told = data(answer as Answer<Data>);
        after = cursor(told);
        yield told;
      }
      return; // completed: the token has ended
    } catch (error) {
      if (!lost(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }
}

/** Whether the line was lost, and not the operation refused. */
const lost = (error: unknown): boolean => error instanceof NetworkError && !error.response;

/** What a problem asks of the person in front of the screen. */
function said(problem: SaidFragment): string {
  const where = problem.__typename === "InvalidInput" ? ` (${problem.path})` : "";
  return `${problem.code}${where}: ${problem.messageVi} / ${problem.messageEn}`;
}

const token = setting("CASEBOOK_TOKEN");
const lead = setting("CASEBOOK_LEAD_TOKEN");

const input: ReportCaseInput = {
  commandId: randomUUID(),
  claim: "MẪU: tin đồn rằng trạm y tế của xã sắp đóng cửa.",
  channel: "PHONE",
  detectedAt: new Date(Date.now() - 3_600_000).toISOString(),
  freeOfSecrets: true,
  medium: "SOCIAL_NETWORK",
  url: "https://tin.example/tram-y-te",
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

// 4. An inbox: what waits for the agency, with its deadline. This one duty is done; a real client shows them all.
for (const item of given((await ask(lead, InboxDocument, {})).inbox).items) {
  if (item.kind !== "SCREEN" || item.case.id !== made.case.id) continue;
  console.log("waits", item.kind, item.case.code);
  // Decided on another version than stands now: a conflict, which says what stands now.
  console.log("screened", await screened(item.case.id, item.case.version + 100));
}

async function screened(caseId: string, expectedVersion: number): Promise<string> {
  const input = { caseId, expectedVersion, commandId: randomUUID(), category: "HEALTH" as const, assigned: ASSIGNED };
  const { screenCase } = await ask(lead, ScreenDocument, { input });
  if (screenCase.case) return screenCase.case.state;
  const problem = screenCase.problems[0];
  if (problem?.__typename !== "VersionConflict") throw new Error(problem ? said(problem) : "no answer");
  console.log("conflict", problem.currentVersion);
  return screened(caseId, problem.currentVersion); // a person would reload and look first
}

// 5. Lists with cursors.
let count = 0;
for await (const each of pages(token, CasesDocument, (data) => data.cases)) count += each.id === made.case.id ? 1 : 0;
console.log("listed", count);

// 6. Changes followed. The first connection is given up after one event; the second goes on from its cursor.
const versions: number[] = [];
for (let after = "0"; versions.length < 2; ) {
  for await (const { caseChanged } of follow(
    lead,
    ChangesDocument,
    { caseId: made.case.id, after },
    (data) => data.caseChanged.cursor,
  )) {
    versions.push(caseChanged.version);
    after = caseChanged.cursor;
    break;
  }
}
console.log("followed", ...versions);

// 7. What the press may read: corrections and retractions come as changes of their own.
for await (const each of pages(lead, NoticesDocument, (data) => data.publicationChanges)) {
  console.log("notice", each.number, each.publication.state, each.publication.current?.title);
}
