import { AnswerError, CasebookError, SignedOut, Unreachable } from "./errors.js";
import type { GraphQLError } from "./errors.js";
import { answers } from "./events.js";
import * as files from "./files.js";
import type { Transfer, Upload } from "./files.js";
import type { Tokens } from "./oauth.js";
import { Command, idOf } from "./operation.js";
import type { Operation, WithCommandId } from "./operation.js";
import { Conflict, conflictOf } from "./problems.js";
import { AGAIN, AGAIN_CODES, askedFor, ATTEMPTS_MOST, LINES_MOST, LONGEST_ASKED_FOR, pauseAfter } from "./retry.js";

/** One page of a list. */
export type Page<Row> = {
  readonly edges: readonly { readonly node: Row }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
};
/** A row of the one page in an answer; beside it there may be the name of a type. */
type RowOf<Data> = Extract<Data[keyof Data], Page<unknown>> extends Page<infer Row> ? Row : never;
type After = { readonly after?: string | null };
type Payload = { readonly problems: readonly object[] };
type Told = { readonly cursor: string };
type Answer = Beside & { readonly data?: unknown; readonly errors?: readonly GraphQLError[] };

/** What came beside an answer: `extensions.cost`, and the header `RateLimit`, which says what the minute has left. */
export type Beside = { readonly extensions?: Record<string, unknown>; readonly rateLimit?: string };
export type Call = {
  /** Sent as `Casebook-Purpose` instead of the purpose of the `Casebook`. */
  readonly purpose?: string;
  /** Gets what came beside each answer, before its data or its errors. */
  readonly told?: (beside: Beside) => void;
};

const ACCEPTS = "application/graphql-response+json, application/json";
const REQUEST_MOST = 30_000;
/** How often `decide` decides again. */
const CONFLICTS_MOST = 5;

/** The register at an address such as `https://casebook.example`, for whoever the tokens speak for. */
export class Casebook {
  #byId = true;
  readonly #address: string;
  readonly #headers: Record<string, string>;

  /** `purpose` is sent with what is recorded by purpose (`Casebook-Purpose`). */
  constructor(
    address: string,
    private readonly tokens: Tokens,
    purpose?: string,
  ) {
    this.#address = address.replace(/\/$/, "");
    this.#headers = purpose ? { "Casebook-Purpose": purpose } : {};
  }

  /** The answer to a query, which is tried again while nothing comes. Throws CasebookError. */
  ask<Data, Variables>(query: Operation<Data, Variables>, variables: Variables, call: Call = {}): Promise<Data> {
    return this.#answered(query, variables, [], call);
  }

  /**
   * Every row of a list, from the page asked for on. Throws CasebookError.
   *
   * `list` finds the list in an answer, where it is not the one root field: `(data) => data.case?.history`.
   */
  async *pages<Data extends object, Variables extends After, Row = RowOf<Data>>(
    page: Operation<Data, Variables>,
    variables: Variables,
    list: (data: Data) => Page<Row> | null | undefined = only<Page<Row>>,
    call: Call = {},
  ): AsyncGenerator<Row> {
    for (let asked = variables; ; ) {
      const found = list(await this.ask(page, asked, call));
      if (!found) return;
      for (const edge of found.edges) yield edge.node;
      if (!found.pageInfo.hasNextPage) return;
      asked = { ...asked, after: found.pageInfo.endCursor ?? null };
    }
  }

  /**
   * Carry out a command, once, however often it has to be sent. Throws CasebookError.
   *
   * What the register refuses is in the payload's `problems`. After Unreachable send the same command again.
   */
  send<Data, Input extends WithCommandId>(
    command: Pick<Command<Data, Input>, "operation" | "variables">,
    call: Call = {},
  ): Promise<Data> {
    return this.#answered(command.operation, command.variables, AGAIN_CODES, call);
  }

  /**
   * Send the command that `make` makes for a version; after a conflict, another one if `again` says so.
   *
   * `again` asks the person, or looks whether what they decided on is still as it was (`Conflict.touches`). Where it says
   * no, the payload is the refused one.
   */
  async decide<Data extends object, Input extends WithCommandId>(
    version: number,
    make: (version: number) => Command<Data, Input>,
    again: (conflict: Conflict) => boolean | Promise<boolean>,
    call: Call = {},
  ): Promise<Data> {
    for (let count = 1; ; count += 1) {
      const data = await this.send(make(version), call);
      const conflict = conflictOf(only<Payload>(data)?.problems ?? []);
      if (!conflict || count === CONFLICTS_MOST || !(await again(conflict))) return data;
      version = conflict.currentVersion;
    }
  }

  /**
   * What a subscription tells, over lost lines and new tokens; keep the last `cursor` for the next start.
   *
   * It does not end by itself: leave the loop, or abort the signal. Throws CasebookError, SignedOut among them.
   */
  async *follow<Data extends object, Variables extends After>(
    subscription: Operation<Data, Variables>,
    variables: Variables,
    signal?: AbortSignal,
    call: Call = {},
  ): AsyncGenerator<Data> {
    let { after } = variables;
    for (let failed = 0; !signal?.aborted; ) {
      try {
        for await (const data of this.#stream(subscription, after ? { ...variables, after } : variables, call, signal)) {
          after = only<Told>(data)?.cursor ?? after;
          failed = 0;
          yield data;
        }
      } catch (error) {
        if (signal?.aborted) return;
        const again = error instanceof Unreachable || (error instanceof AnswerError && AGAIN_CODES.includes(error.code));
        if (!again || (failed += 1) === LINES_MOST) throw error;
        await pause(pauseAfter(failed));
      }
    }
  }

  /**
   * Store a file for a case, in parts that are sent again over bad lines; the reference that `addEvidence` takes.
   *
   * Throws FileRefused, SignedOut, Unreachable.
   */
  upload(caseId: string, content: Blob | ArrayBuffer, mediaType: string, how: Upload = {}): Promise<string> {
    const blob = content instanceof Blob ? content : new Blob([content]);
    return files.upload(this.#send, caseId, blob, mediaType, how);
  }

  /** A file of a case, going on where a line broke; the reading is recorded. Throws FileRefused, SignedOut, Unreachable. */
  download(caseId: string, item: string, purpose = "HANDLING", how: Transfer = {}): Promise<Blob> {
    return files.download(this.#send, `/evidence/${caseId}/${item}`, purpose, how);
  }

  readonly #send: files.Send = (path, request, signal) => this.#authorized(path, request, signal);

  async #answered<Data, Variables>(
    asked: Operation<Data, Variables>,
    variables: Variables,
    again: readonly string[],
    call: Call,
  ): Promise<Data> {
    let why: CasebookError = new Unreachable("");
    for (let failed = 1; failed <= ATTEMPTS_MOST; failed += 1) {
      let seconds = 0;
      const byId = this.#byId; // another request may learn meanwhile that ids are not known here
      try {
        const response = await this.#authorized("/graphql", requestOf(asked, variables, ACCEPTS, byId, call));
        if (!AGAIN.includes(response.status)) return heard<Data>(await answerOf(response), response, call);
        seconds = askedFor(response);
        why = new Unreachable(`status ${response.status}`);
      } catch (error) {
        if (this.#unknown(error, byId)) continue;
        if (!(error instanceof Unreachable || (error instanceof AnswerError && again.includes(error.code)))) throw error;
        why = error;
      }
      if (failed === ATTEMPTS_MOST || seconds > LONGEST_ASKED_FOR) break;
      await pause(pauseAfter(failed, seconds));
    }
    throw new Unreachable(why.message);
  }

  /** Whether no manifest was given to this installation: from now on documents are sent as they are. */
  #unknown(error: unknown, byId: boolean): boolean {
    const unknown = byId && error instanceof AnswerError && error.code === "DOCUMENT_UNKNOWN";
    if (unknown) this.#byId = false;
    return unknown;
  }

  /** The response to a request, with a new token where the first has ended. Throws SignedOut, Unreachable. */
  async #authorized(path: string, request: RequestInit, signal?: AbortSignal): Promise<Response> {
    let token = await this.tokens.current();
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const headers = { ...this.#headers, ...request.headers, Authorization: `Bearer ${token}` };
      const response = await reached(`${this.#address}${path}`, {
        ...request,
        headers,
        signal: signal ?? AbortSignal.timeout(REQUEST_MOST),
      });
      if (response.status !== 401) return response;
      token = await this.tokens.renew(token);
    }
    throw new SignedOut("a new token was refused as well");
  }

  async *#stream<Data, Variables>(
    asked: Operation<Data, Variables>,
    variables: Variables,
    call: Call,
    signal?: AbortSignal,
  ): AsyncGenerator<Data> {
    const own = new AbortController();
    const either = signal ? AbortSignal.any([signal, own.signal]) : own.signal;
    const byId = this.#byId;
    try {
      const token = await this.tokens.current();
      const response = await this.#authorized("/graphql", requestOf(asked, variables, "text/event-stream", byId, call), either);
      if (AGAIN.includes(response.status)) throw new Unreachable(`status ${response.status}`);
      if (!response.ok || !response.body) heard(await answerOf(response), response, call);
      else {
        for await (const answer of answers(response.body)) yield heard<Data>(answer as Answer, response, call);
        await this.tokens.renew(token); // complete: the token has ended
      }
    } catch (error) {
      if (!this.#unknown(error, byId)) throw error;
      yield* this.#stream(asked, variables, call, signal);
    } finally {
      own.abort();
    }
  }
}

/** A request by the id of a trusted document, or with the document itself. */
function requestOf(asked: Operation<unknown, never>, variables: unknown, accept: string, byId: boolean, { purpose }: Call): RequestInit {
  const id = byId && idOf(asked);
  const body = JSON.stringify({ ...(id ? { documentId: id } : { query: asked.toString() }), variables });
  const headers = { "Content-Type": "application/json", Accept: accept, ...(purpose ? { "Casebook-Purpose": purpose } : {}) };
  return { method: "POST", headers, body };
}

/** What the one field of an operation gave; beside it there may be the name of a type. */
function only<Value>(data: object): Value | undefined {
  return Object.values(data).find((value): value is Value => typeof value === "object" && value !== null);
}

/** The data of an answer, after telling the caller what came beside it. Throws what `data` throws. */
function heard<Data>(answer: Answer, { headers, status }: Response, { told }: Call): Data {
  const rateLimit = headers.get("RateLimit");
  told?.({ ...(answer.extensions ? { extensions: answer.extensions } : {}), ...(rateLimit ? { rateLimit } : {}) });
  return data<Data>(answer, status);
}

/** The data of an answer. Throws AnswerError; for a command whose fate is not known yet, one to be sent again. */
function data<Data>(answer: Answer, status: number): Data {
  if (answer.errors?.length) throw new AnswerError(answer.errors, answer.data, status);
  const payloads = Object.values(answer.data as object) as ({ problems?: { code?: string }[] } | null)[];
  if (payloads.some((payload) => payload?.problems?.some((problem) => problem.code === "UNSETTLED")))
    throw new AnswerError([{ message: "not settled", extensions: { code: "TIMEOUT" } }], answer.data, status);
  return answer.data as Data;
}

/** What the register said. Throws Unreachable for what is not the register's: a page of something in between. */
async function answerOf(response: Response): Promise<Answer> {
  const found: unknown = await response.json().catch(() => undefined);
  if (typeof found !== "object" || found === null || !("data" in found || "errors" in found))
    throw new Unreachable(`status ${response.status} without an answer of the register`);
  return found as Answer;
}

async function reached(address: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(address, request);
  } catch (error) {
    throw new Unreachable(String(error));
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
