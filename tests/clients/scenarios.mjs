// What the TypeScript client does against a server that fails. Run: node scenarios.mjs BUILT ADDRESS NAME; the result is
// printed as JSON. The server's answers, and what has to come of them, are in tests/clients/test_typescript_client.py.
const [, , built, address, name] = process.argv;
const { AnswerError, Casebook, Command, FileRefused, Program, Session, SignedOut, Unreachable, codeOf, fixedToken, said } = await import(`${built}/index.js`);
const op = await import(`${built}/operations.js`);

const left = ["one", "two"];
const renewing = {
  current: async () => left[0],
  renew: async (refused) => {
    if (refused !== left[0]) throw new Error("another token was refused");
    left.shift();
    if (!left.length) throw new SignedOut("no more");
    return left[0];
  },
};
const screen = { caseId: "case-1", expectedVersion: 1, category: "HEALTH", assigned: "agency-1" };
const client = new Casebook(address, name === "renew" || name === "follow" ? renewing : fixedToken("one"));

const scenarios = {
  codes: async () => ["FOUND_PROTECTED", "TEXT_NAME", "NOT_FOUND", "LINKED_ALREADY", "OF_LATER"].map((code) => codeOf("decideCase", { code })),
  beside: async () => {
    const beside = [];
    await client.ask(op.Me, {}, { purpose: "INSPECTION", told: (one) => beside.push(one) });
    await client.send(new Command(op.ScreenCase, screen), { told: (one) => beside.push(one) });
    return beside;
  },
  said: async () => {
    const problem = { messageVi: "Sai.", messageEn: "Wrong.", path: "input.claim", labelVi: "Nội dung", labelEn: "Claim" };
    return [said(problem), said({ ...problem, labelVi: null }), said(problem, "en")];
  },
  again: () => client.ask(op.Me, {}),
  renew: () => client.ask(op.Me, {}),
  unknown: async () => [await client.ask(op.Me, {}), await client.ask(op.Me, {})].length,
  "unknown at once": async () => (await Promise.all([client.ask(op.Me, {}), client.ask(op.Me, {})])).length,
  command: async () => {
    const command = new Command(op.ScreenCase, screen);
    return { id: command.commandId, data: await client.send(command) };
  },
  conflict: () =>
    client.decide(
      1,
      (expectedVersion) => new Command(op.ScreenCase, { ...screen, expectedVersion }),
      (conflict) => conflict.touches("evidence") && !conflict.touches("claim"),
      { purpose: "INSPECTION" },
    ),
  declined: () => client.decide(1, () => new Command(op.ScreenCase, screen), () => false),
  pages: () => Array.fromAsync?.(client.pages(op.Cases, { first: 1 })) ?? collected(client.pages(op.Cases, { first: 1 })),
  "pages within": () => collected(client.pages({ toString: () => "query History { case { history { edges { node { code } } } } }" }, {}, ({ case: one }) => one?.history)),
  follow: async () => {
    const cursors = [];
    for await (const { caseChanged } of client.follow(op.CaseChanged, { after: "0" })) {
      cursors.push(caseChanged.cursor);
      if (cursors.length === 4) break;
    }
    return cursors;
  },
  ended: () => collected(client.follow(op.CaseChanged, {})),
  session: async () => {
    const kept = new Map();
    const begins = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), removeItem: (key) => kept.delete(key) };
    const endpoints = { token_endpoint: `${address}/token`, revocation_endpoint: `${address}/revoke`, end_session_endpoint: `${address}/end` };
    const program = new Program({ issuer: address, authorization_endpoint: `${address}/authorize`, ...endpoints }, "page");
    const [one, other] = [new Session(program, begins), new Session(program, begins)];
    const told = [];
    other.onChange((signedIn) => told.push(signedIn));
    const { state } = Object.fromEntries(new URL(await one.begin("https://page.example/back")).searchParams);
    const answer = new URLSearchParams({ code: "c", state, iss: address });
    const alone = await other.resume();
    await one.finish(`https://page.example/back?${answer}`);
    const shared = [alone, await other.resume(), await other.current()];
    const renewed = await one.renew(shared[2]);
    await heard(() => other.current().then((token) => token === renewed));
    const ended = await other.end("https://page.example/");
    await heard(() => one.current().then(() => false, (error) => error instanceof SignedOut));
    [one, other].forEach((session) => session.close());
    return { shared, renewed, told, address: ended.replace(address, "") };
  },
  "signed out": async () => {
    let renew;
    const issued = { access_token: "t1", expires: Date.now() + 900_000, refresh_token: "r1" };
    const given = { finish: async () => issued, renewed: () => new Promise((resolve) => (renew = resolve)), end: async () => undefined };
    const session = new Session({ clientId: "page", server: { issuer: address }, ...given }, { getItem: () => "{}", removeItem: () => undefined });
    await session.finish("");
    const waiting = session.renew("t1").then(() => "in", (error) => (error instanceof SignedOut ? "out" : String(error)));
    await heard(async () => !!renew);
    await session.end();
    renew({ ...issued, access_token: "t2" });
    const found = [await waiting, await session.resume()];
    session.close();
    return found;
  },
  upload: async () => {
    const done = [];
    const progress = (...at) => done.push(at);
    const reference = await client.upload("case-1", new Blob([new Uint8Array(1024 * 1024 + 5)]), "image/png", { progress });
    return { reference, last: done.at(-1) };
  },
  restarted: async () => {
    const places = [];
    const content = new Blob([new Uint8Array(1024 * 1024 + 5)]);
    await client.upload("case-1", content, "x", { begun: (place) => places.push(place) }).catch(() => undefined);
    const again = () => client.upload("case-1", content, "x", { place: places[0] });
    return [await again(), await again()];
  },
  download: async () => [...new Uint8Array(await (await client.download("case-1", "item-1")).arrayBuffer())],
  aborted: () => client.upload("case-1", new Blob(["x"]), "image/png", { signal: AbortSignal.abort() }),
};

async function heard(what) {
  while (!(await what())) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function collected(source) {
  const found = [];
  for await (const item of source) found.push(item);
  return found;
}

try {
  console.log(JSON.stringify({ result: await scenarios[name]() }));
} catch (error) {
  const kinds = { AnswerError, FileRefused, SignedOut, Unreachable };
  const kind = Object.keys(kinds).find((key) => error instanceof kinds[key]);
  if (!kind) throw error;
  const refused = kind === "FileRefused" ? { id: error.correlationId, said: [error.messageVi, error.messageEn] } : {};
  console.log(JSON.stringify({ kind, code: error.code, data: error.data, ...refused }));
}
