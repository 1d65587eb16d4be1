// A page on an origin of its own: it signs a person in, lists cases page by page, opens one with its history, screens it, meets
// conflicts, follows what happens and adds files. The register's address, and the id of the registered program, are set when it is built.
import { useCallback, useEffect, useRef, useState } from "react";
import type { FormEvent } from "react";
import { createRoot } from "react-dom/client";
import { Casebook, Command, Program, Session, said, serverOf } from "casebook-client";
import type { Conflict } from "casebook-client";
import * as op from "casebook-client/operations";

const ADDRESS: string = import.meta.env.VITE_CASEBOOK_ADDRESS ?? "http://127.0.0.1:8000";
const CLIENT: string = import.meta.env.VITE_CASEBOOK_CLIENT ?? "client-sample-web";
const RETURN: string = location.origin + (import.meta.env.VITE_CASEBOOK_RETURN ?? "/callback");
/** What the program asks for: no more than the page does. */
const SCOPES = ["case:read:all", "case:read:own", "case:intake", "case:verify", "registry:read", "audit:read"];
const PURPOSE = "HANDLING"; // histories are read for a purpose, which the register records
const ROWS = 20;
const FIELDS: readonly op.Category[] = ["HEALTH", "EDUCATION", "ENVIRONMENT"];

type Case = NonNullable<op.CaseData["case"]>;
type Refusals = readonly op.Refusal[];
type Step = NonNullable<NonNullable<op.HistoryData["case"]>["history"]>["edges"][number]["node"];
type Asking = { conflict: Conflict; answer: (again: boolean) => void };

/** Come back from the sign-in pages, or join another tab. Tokens are kept in memory. */
async function signedIn(session: Session): Promise<Casebook | undefined> {
  if (new URLSearchParams(location.search).has("state")) {
    const returned = location.href;
    history.replaceState(null, "", location.pathname); // the code is good once, and leaves the address
    await session.finish(returned);
  } else if (!(await session.resume())) return undefined;
  session.onChange((still) => still || location.reload()); // signed out here or in another tab
  return new Casebook(ADDRESS, session, PURPOSE);
}

/** Words for the values of an enum, as the register has them; the value itself until they are here. */
function useWords(register: Casebook): (name: string, value: string) => string {
  const [words, setWords] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    void register.ask(op.Vocabularies, {}).then(({ vocabularies }) =>
      setWords(new Map((vocabularies ?? []).flatMap(({ name, values }) => values.map(({ value, vi }) => [`${name} ${value}`, vi])))),
    );
  }, [register]);
  return (name, value) => words.get(`${name} ${value}`) ?? value;
}

function Desk({ register }: { register: Casebook }) {
  const [rows, setRows] = useState<readonly op.CaseRow[]>([]);
  const [open, setOpen] = useState<Case>();
  const [news, setNews] = useState(0);
  const [total, setTotal] = useState(0);
  const [next, setNext] = useState<string>();
  const words = useWords(register);

  /** The page of the list after a cursor; the first without one. */
  const list = useCallback(
    async (after?: string) => {
      const { cases } = await register.ask(op.Cases, { first: ROWS, after: after ?? null });
      setRows(cases?.edges.map((edge) => edge.node) ?? []);
      setTotal(cases?.totalCount ?? 0);
      setNext((cases?.pageInfo.hasNextPage && cases.pageInfo.endCursor) || undefined);
    },
    [register],
  );
  const look = async (id: string) => setOpen((await register.ask(op.Case, { id })).case ?? undefined);

  useEffect(() => {
    const leaving = new AbortController();
    void (async () => {
      await list();
      for await (const { caseChanged } of register.follow(op.CaseChanged, {}, leaving.signal)) {
        const now = caseChanged.case;
        setNews((count) => count + 1);
        setRows((before) => [now, ...before.filter((row) => row.id !== now.id)]);
      }
    })();
    return () => leaving.abort();
  }, [register, list]);

  return (
    <div className="columns">
      <div>
      <p>{total} hồ sơ · <button onClick={() => void list()}>Trang đầu</button>{" "}
        {next && <button onClick={() => void list(next)}>Trang sau</button>}</p>
      <ul aria-label="Hồ sơ">
        {rows.map((row) => (
          <li key={row.id}>
            <button aria-pressed={row.id === open?.id} onClick={() => void look(row.id)}>
              <strong>{row.code}</strong> · {words("CaseState", row.state)} · {row.version}
              <br />
              {row.claim}
            </button>
          </li>
        ))}
      </ul>
      </div>
      <div>
        <p role="status">Thay đổi nhận được: {news}</p>
        {open && <Opened key={`${open.id} ${open.version}`} register={register} case={open} look={look} words={words} />}
      </div>
    </div>
  );
}

type OpenedProps = { register: Casebook; case: Case; look: (id: string) => Promise<void>; words: ReturnType<typeof useWords> };

function Opened({ register, case: open, look, words }: OpenedProps) {
  const [agencies, setAgencies] = useState<NonNullable<op.AgenciesData["agencies"]>>([]);
  const [problems, setProblems] = useState<Refusals>([]);
  const [asking, setAsking] = useState<Asking>();
  const may = (action: string) => open.allowedActions.some((one) => one.action === action);
  useEffect(() => void register.ask(op.Agencies, {}).then((data) => setAgencies(data.agencies ?? [])), [register]);

  /** The decision was made on this version. After a conflict the person sees what happened, and says whether it holds. */
  async function screen(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const decision = { category: form.get("category") as op.Category, assigned: String(form.get("assigned")) };
    const { screenCase } = await register.decide(
      open.version,
      (expectedVersion) => new Command(op.ScreenCase, { caseId: open.id, expectedVersion, ...decision }),
      (conflict) => new Promise<boolean>((answer) => setAsking({ conflict, answer })),
    );
    setAsking(undefined);
    await settled(screenCase.problems);
  }

  async function add(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const file = form.get("file") as File;
    const upload = await register.upload(open.id, file, file.type);
    const fields = { caseId: open.id, upload, source: String(form.get("source")), redacted: true } as const;
    const command = new Command(op.AddEvidence, { ...fields, kind: "CAPTURE", weight: "NEITHER" });
    await settled((await register.send(command)).addEvidence.problems);
  }

  const settled = async (found: Refusals) => (found.length ? setProblems(found) : look(open.id));

  return (
    <>
      <section aria-label="Hồ sơ đang mở">
        <h2>{open.code} · {words("CaseState", open.state)}</h2>
        <p>{open.claim}</p>
        <p>Chủ trì: {open.lead.name} · Kiểm tra: {open.assigned?.name ?? "–"} · Tệp: {open.evidence.length}</p>
      </section>
      <Steps register={register} id={open.id} />
      {problems.map((problem) => <p className="said" role="alert" key={problem.code}>{said(problem)}</p>)}
      {asking && <Happened {...asking} />}
      {may("screenCase") && (
        <form onSubmit={(event) => void screen(event)}>
          <select name="category" aria-label="Lĩnh vực">{FIELDS.map((field) => <option key={field}>{field}</option>)}</select>
          <select name="assigned" aria-label="Cơ quan kiểm tra">
            {agencies.map((agency) => <option key={agency.id} value={agency.id}>{agency.name}</option>)}
          </select>
          <button className="act">Sàng lọc</button>
        </form>
      )}
      {may("addEvidence") && (
        <form onSubmit={(event) => void add(event)}>
          <input type="file" name="file" accept="image/png" required aria-label="Tệp" />
          <input name="source" required minLength={5} placeholder="Nguồn" aria-label="Nguồn" />
          <button className="act">Thêm tệp</button>
        </form>
      )}
    </>
  );
}

/** The first hundred events of the history, when asked for: reading it is recorded. */
function Steps({ register, id }: { register: Casebook; id: string }) {
  const [steps, setSteps] = useState<readonly Step[]>();
  const look = async () => {
    const data = await register.ask(op.History, { id, first: 100 });
    setSteps(data.case?.history?.edges.map((edge) => edge.node).filter((step) => !step.bookkeeping) ?? []);
  };
  if (!steps) return <button onClick={() => void look()}>Xem diễn biến</button>;
  return (
    <section aria-label="Diễn biến">
      <ol>{steps.map((step) => <li key={step.version}>{clock(step.at)} · {step.agency?.name ?? "–"} · {step.labelVi}</li>)}</ol>
    </section>
  );
}

function Happened({ conflict, answer }: Asking) {
  const since = conflict.since as readonly Extract<op.Refusal, { __typename: "VersionConflict" }>["since"][number][];
  return (
    <section className="conflict" role="alertdialog" aria-label="Đã có thay đổi">
      <p>Trong lúc đó:</p>
      <ul>{since.map((one) => <li key={one.version}>{clock(one.at)} · {one.agency?.name ?? "–"} · {one.labelVi}</li>)}</ul>
      <button className="act" onClick={() => answer(true)}>Vẫn gửi</button> <button onClick={() => answer(false)}>Thôi</button>
    </section>
  );
}

const clock = (at: string) => new Date(at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });

function Page() {
  const [session, setSession] = useState<Session>();
  const [register, setRegister] = useState<Casebook>();
  const [failed, setFailed] = useState<string>();
  const came = useRef(false);
  useEffect(() => {
    if (came.current) return;
    came.current = true;
    void (async () => {
      const made = new Session(new Program(await serverOf(ADDRESS), CLIENT));
      setSession(made);
      setRegister(await signedIn(made));
    })().catch((error: unknown) => setFailed(String(error)));
  }, []);
  const signIn = async () => location.assign((await session?.begin(RETURN, SCOPES)) ?? "");
  const signOut = async () => location.assign((await session?.end()) ?? "/");
  return (
    <>
      <h1>Sổ hồ sơ</h1>
      {failed && <p className="said" role="alert">{failed}</p>}
      {session && (
        <button className={register ? "" : "act"} onClick={() => void (register ? signOut() : signIn())}>
          {register ? "Đăng xuất" : "Đăng nhập"}
        </button>
      )}
      {register && <Desk register={register} />}
    </>
  );
}

createRoot(document.getElementById("page") as HTMLElement).render(<Page />);
