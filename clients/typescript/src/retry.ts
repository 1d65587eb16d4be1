// When to try again: never what the register refused, and never anything but what is carried out once.

export const ATTEMPTS_MOST = 5;
/** How often in a row a lost line is opened again in vain: about ten minutes. */
export const LINES_MOST = 60;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10_000;
/** Seconds of a Retry-After that are waited for; what asks for more is given up. */
export const LONGEST_ASKED_FOR = 60;
export const AGAIN: readonly number[] = [429, 502, 503, 504];
/** Codes of errors after which a command may be sent again unchanged (`errorCatalogue`). */
export const AGAIN_CODES: readonly string[] = ["INTERNAL", "TIMEOUT", "TOO_MANY_REQUESTS"];

/** Milliseconds to wait after so many attempts in vain: more each time, never quite the same, and what was asked for. */
export function pauseAfter(failed: number, askedFor = 0): number {
  const own = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (Math.min(failed, ATTEMPTS_MOST) - 1));
  return Math.max(own * (0.5 + Math.random() / 2), askedFor * 1000);
}

/** The seconds of Retry-After. */
export function askedFor(response: Response): number {
  return Number(response.headers.get("Retry-After")) || 0;
}
