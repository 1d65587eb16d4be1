// What every client of Casebook does, with casebook-client. Run: node built/client.js, with CASEBOOK_ADDRESS,
// CASEBOOK_TOKEN (who reports), CASEBOOK_LEAD_TOKEN (who screens) and CASEBOOK_CHECKER_TOKEN (who checks) in the
// environment; CASEBOOK_ASSIGNED names the agency that checks, where the sample agency for health does not exist.
import { Casebook, Command, fixedToken, said } from "casebook-client";
import * as op from "casebook-client/operations";

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`set ${name}`);
  return value;
}

/** What a field gave. It is null, with an error at its place, for who lacks the right: no other field is lost by it. */
function given<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new Error("not given: see the errors of the answer");
  return value;
}

const client = (name: string) => new Casebook(setting("CASEBOOK_ADDRESS"), fixedToken(setting(name)));
const [reporter, lead, checker] = [
  client("CASEBOOK_TOKEN"),
  client("CASEBOOK_LEAD_TOKEN"),
  client("CASEBOOK_CHECKER_TOKEN"),
];
const assigned = process.env["CASEBOOK_ASSIGNED"] ?? "agency-sample-health";

const report: op.ReportCaseInput = {
  claim: "MẪU: tin đồn rằng trạm y tế của xã sắp đóng cửa.",
  channel: "PHONE",
  detectedAt: new Date(Date.now() - 3_600_000).toISOString(),
  freeOfSecrets: true,
  medium: "SOCIAL_NETWORK",
  url: "https://tin.example/tram-y-te",
};

// A refusal that could be foreseen is data: a report by telephone needs a note of what was said.
const refused = await reporter.send(new Command(op.ReportCase, report));
for (const problem of refused.reportCase.problems) console.log("refused", problem.code, said(problem));

// Corrected. The same command, sent again: done once, answered again.
// The secret is the client's own: only with it does a second answer have the code for who called.
const codeSecret = crypto.randomUUID();
const corrected = new Command(op.ReportCase, { ...report, codeSecret, channelNote: "Người dân gọi điện lúc sáng." });
const made = given((await reporter.send(corrected)).reportCase.case);
const again = (await reporter.send(corrected)).reportCase;
console.log("reported", made.code, "replayed", again.replayed, again.case?.id === made.id);

// An inbox: what waits for the agency, with its deadline. A real client shows all of it.
for (const item of given((await lead.ask(op.Inbox, {})).inbox).items) {
  if (item.kind === "SCREEN" && item.case.id === made.id) console.log("waits", item.kind, item.case.code);
}

// Decided on a version that is not the newest: a conflict, which says what the newest is.
const { screenCase } = await lead.decide(
  made.version + 100,
  (expectedVersion) => new Command(op.ScreenCase, { caseId: made.id, expectedVersion, category: "HEALTH", assigned }),
  (conflict) => {
    console.log("conflict", conflict.currentVersion);
    return true; // a client with a screen shows `conflict.since` and asks
  },
);
const screened = given(screenCase.case);
console.log("screened", screened.state);

// A file uploaded, and added to the case as evidence.
const focal = given(given((await checker.ask(op.Me, {})).me).officer).officerId;
const caseId = made.id;
await checker.send(new Command(op.StartChecking, { caseId, expectedVersion: screened.version, focal }));
const picture = new Blob(["\x89PNG\r\n\x1a\n a picture of what the page said"]);
const upload = await checker.upload(caseId, picture, "image/png");
const evidence = { caseId, upload, redacted: true, source: "Ảnh chụp màn hình của cán bộ." } as const;
const { addEvidence } = await checker.send(
  new Command(op.AddEvidence, { ...evidence, kind: "CAPTURE", weight: "SUPPORTS" }),
);
const downloaded = await checker.download(caseId, given(addEvidence.case?.evidence[0]).key);
console.log("evidence", (await downloaded.text()) === (await picture.text()));

// Lists with cursors.
let count = 0;
for await (const row of reporter.pages(op.Cases, { first: 2 })) count += row.id === made.id ? 1 : 0;
console.log("listed", count);

// Changes followed, from the beginning of the log. The first connection is given up after one event; the second goes on
// from its cursor.
const versions: number[] = [];
for (let after = "0"; versions.length < 2; ) {
  for await (const { caseChanged } of lead.follow(op.CaseChanged, { caseId, after })) {
    versions.push(caseChanged.version);
    after = caseChanged.cursor;
    break;
  }
}
console.log("followed", ...versions);

// What the press may read: corrections and retractions come as changes of their own.
for await (const { number, publication } of lead.pages(op.PublicationChanges, { first: 2 })) {
  console.log("notice", number, publication.state, publication.current?.title);
}
