/** Files over bad lines: parts that are sent again (tus 1.0), and downloads that go on where the line broke (RFC 9110). */
import { CasebookError, FileRefused, Unreachable } from "./errors.js";
import type { GraphQLError } from "./errors.js";
import { pauseAfter } from "./retry.js";

/** Bytes of a part: as few as the register keeps of one, when lines are slow or break; else twice the last one's. */
const SEGMENT = 256 * 1024;
const PART_MOST = 16 * SEGMENT;
/** Milliseconds within which a part is across on a line that takes longer ones. */
const QUICK = 4_000;
/** Milliseconds without a byte of a download, or for a part of an upload, after which a line counts as broken. */
const IDLE = 30_000;
const PART_IDLE = 2 * IDLE;
/** How often in a row a line may break before a byte is across: about a minute and a half. */
const TRIES_MOST = 12;
/** Statuses after which the register says where to go on: slow, at another place, or too many. */
const AGAIN: readonly number[] = [408, 409, 429];
const VERSION = { "Tus-Resumable": "1.0.0" };

/** Send a request with the caller's token. Throws SignedOut, Unreachable. */
export type Send = (path: string, request: RequestInit, signal?: AbortSignal) => Promise<Response>;
export type Transfer = {
  /** Bytes that are across, and all of them. */
  readonly progress?: (done: number, size: number) => void;
  readonly signal?: AbortSignal;
};
export type Upload = Transfer & {
  /** Gets the place at which the register gathers the file. Keep it to go on after a restart, within a day. */
  readonly begun?: (place: string) => void;
  /** Where the same content was begun before. */
  readonly place?: string;
};

/** Store a file for a case; the reference that `addEvidence` takes. Throws FileRefused, Unreachable. */
export async function upload(send: Send, caseId: string, content: Blob, mediaType: string, how: Upload): Promise<string> {
  const place = how.place ?? (await begun(send, caseId, content.size, mediaType, how.signal));
  how.begun?.(place);
  const kept = how.place === undefined ? undefined : await send(place, { method: "HEAD", headers: VERSION }, ended(how.signal));
  if (kept && !kept.ok) throw await fileRefused(kept);
  const there = kept?.headers.get("Casebook-Upload");
  if (there) return there;
  let offset = Number(kept?.headers.get("Upload-Offset") ?? 0);
  let part = SEGMENT;
  for (let failed = 0; ; ) {
    const before = Date.now();
    const answer = await sent(send, place, content.slice(offset, offset + part), offset, how.signal);
    const at = Number(answer?.headers.get("Upload-Offset") ?? offset);
    part = at - offset >= part && Date.now() - before < QUICK ? Math.min(2 * part, PART_MOST) : SEGMENT;
    failed = at > offset ? 0 : failed + 1;
    offset = at;
    how.progress?.(offset, content.size);
    const reference = answer?.headers.get("Casebook-Upload");
    if (reference) return reference;
    if (failed === TRIES_MOST) throw new Unreachable(`the upload ended at ${offset} bytes`);
    if (failed) await new Promise((resolve) => setTimeout(resolve, pauseAfter(failed)));
  }
}

/** The place of a new upload. Throws FileRefused, Unreachable. */
async function begun(send: Send, caseId: string, size: number, mediaType: string, signal?: AbortSignal): Promise<string> {
  const metadata = Object.entries({ case: caseId, filetype: mediaType }).map(([name, value]) => `${name} ${btoa(value)}`);
  const announced = { ...VERSION, "Upload-Length": String(size), "Upload-Metadata": metadata.join(",") };
  const begun = await send("/uploads", { method: "POST", headers: announced }, ended(signal));
  const place = begun.headers.get("Location");
  if (!begun.ok || !place) throw await fileRefused(begun);
  return place;
}

/** The answer to a part, or where to go on after a line that broke; undefined where the register is not reached. */
async function sent(send: Send, place: string, body: Blob, offset: number, signal?: AbortSignal): Promise<Response | undefined> {
  const headers = { ...VERSION, "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" };
  try {
    const answer = await send(place, { method: "PATCH", headers, body }, ended(signal));
    if (answer.ok) return answer;
    if (!AGAIN.includes(answer.status) && answer.status < 500) throw await fileRefused(answer);
    return await send(place, { method: "HEAD", headers: VERSION }, ended(signal));
  } catch (error) {
    if (!(error instanceof Unreachable) || signal?.aborted) throw error;
    return await send(place, { method: "HEAD", headers: VERSION }, ended(signal)).catch(() => undefined);
  }
}

/** A file, over as many lines as it takes. Throws FileRefused, Unreachable. */
export async function download(send: Send, path: string, purpose: string, how: Transfer): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const got = { bytes: 0, size: 0, tag: "", type: "" };
  for (let failed = 0; ; ) {
    const before = got.bytes;
    try {
      await received(send, path, purpose, parts, got, how);
      return new Blob(parts, { type: got.type });
    } catch (error) {
      if (how.signal?.aborted || (error instanceof CasebookError && !(error instanceof Unreachable))) throw error;
      failed = got.bytes > before ? 1 : failed + 1;
      if (failed === TRIES_MOST) throw new Unreachable(`the download ended at ${got.bytes} bytes: ${String(error)}`);
      await new Promise((resolve) => setTimeout(resolve, pauseAfter(failed)));
    }
  }
}

type Got = { bytes: number; size: number; tag: string; type: string };

async function received(send: Send, path: string, purpose: string, parts: Uint8Array<ArrayBuffer>[], got: Got, how: Transfer): Promise<void> {
  const idle = new AbortController();
  const signal = how.signal ? AbortSignal.any([how.signal, idle.signal]) : idle.signal;
  let timer = setTimeout(() => idle.abort(), IDLE);
  try {
    const range = got.bytes ? { Range: `bytes=${got.bytes}-`, "If-Range": got.tag } : {};
    const response = await send(path, { headers: { "Casebook-Purpose": purpose, ...range } }, signal);
    if (response.status >= 500) throw new Unreachable(`status ${response.status}`);
    if (!response.ok || !response.body) throw await fileRefused(response);
    if (response.status === 200) {
      parts.length = got.bytes = 0; // the whole file: the first answer, or another file than before
      got.size = Number(response.headers.get("Content-Length"));
      got.tag = response.headers.get("ETag") ?? "";
      got.type = response.headers.get("Content-Type") ?? "";
    }
    for await (const piece of response.body as unknown as AsyncIterable<Uint8Array<ArrayBuffer>>) {
      clearTimeout(timer);
      timer = setTimeout(() => idle.abort(), IDLE);
      parts.push(piece);
      got.bytes += piece.length;
      how.progress?.(got.bytes, got.size);
    }
    if (got.size && got.bytes < got.size) throw new Unreachable(`${got.bytes} of ${got.size} bytes`);
  } finally {
    clearTimeout(timer);
  }
}

/** The caller's signal, and one that ends a line on which nothing moves. */
function ended(signal?: AbortSignal): AbortSignal {
  const idle = AbortSignal.timeout(PART_IDLE);
  return signal ? AbortSignal.any([signal, idle]) : idle;
}

async function fileRefused(response: Response): Promise<FileRefused> {
  const found = (await response.json().catch(() => ({}))) as { errors?: GraphQLError[] };
  const { code = "", correlationId, messageVi, messageEn } = found.errors?.[0]?.extensions ?? {};
  const id = correlationId ?? response.headers.get("Casebook-Request-Id") ?? undefined;
  return new FileRefused(response.status, code, id, messageVi, messageEn);
}
