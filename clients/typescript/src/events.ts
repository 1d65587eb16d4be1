import { Unreachable } from "./errors.js";

/** The stream holds a comment at least every 12 seconds: what is silent for longer is a lost line. */
const SILENT_MOST = 30_000;

/**
 * The answers in an event stream, until it says that it is complete. Throws Unreachable when it is cut off or silent.
 *
 * The protocol is that of graphql-sse, "distinct connections mode".
 */
export async function* answers(body: ReadableStream<Uint8Array>): AsyncGenerator<unknown> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let event = "";
  try {
    for (let rest = ""; ; ) {
      const { done, value } = await inTime(reader.read());
      if (done) throw new Unreachable("the stream was cut off");
      const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (line.startsWith("event:")) event = line.slice(6).trim();
        else if (line.startsWith("data:") && event === "next") yield JSON.parse(line.slice(5));
        if (event === "complete") return;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function inTime<Value>(promise: Promise<Value>): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silent = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Unreachable("the stream is silent")), SILENT_MOST);
  });
  try {
    return await Promise.race([promise, silent]);
  } catch (error) {
    throw error instanceof Unreachable ? error : new Unreachable(String(error));
  } finally {
    clearTimeout(timer);
  }
}
