import createClient from "openapi-fetch";
import { offline, problemFrom } from "@/pure/problem";
import type { paths } from "./schema";

/** How a request is sent: the session's token on writes, one kind of error, and a way back after sign-out. */

let csrf = "";
let signInAgain: (() => Promise<void>) | null = null;

export function keepToken(token: string): void {
  csrf = token;
}

/** Called when the server says the session is over; resolves when the same person has signed in again. */
export function whenSignedOut(handler: () => Promise<void>): void {
  signInAgain = handler;
}

/** The key that makes a repeated request one act. */
export function once(key: string): { headers: { "Idempotency-Key": string } } {
  return { headers: { "Idempotency-Key": key } };
}

async function attempt(request: Request): Promise<Response> {
  const copy = request.clone();
  if (copy.method !== "GET") copy.headers.set("X-CSRFToken", csrf);
  try {
    return await fetch(copy);
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === "AbortError") throw thrown;
    throw offline();
  }
}

async function codeOf(response: Response): Promise<string> {
  const body: unknown = await response.clone().json().catch(() => null);
  return problemFrom(response.status, body).code;
}

async function freshToken(): Promise<void> {
  const response = await attempt(new Request(new URL("/api/session", location.href)));
  const body: unknown = await response.json().catch(() => null);
  if (typeof body === "object" && body !== null && "csrf" in body) csrf = String(body.csrf);
}

async function deliver(request: Request): Promise<Response> {
  const response = await attempt(request);
  const aboutSession = new URL(request.url).pathname.startsWith("/api/session");
  if (response.status === 401 && signInAgain && !aboutSession) {
    await signInAgain();
    return attempt(request);
  }
  if (response.status === 403 && (await codeOf(response)) === "csrf") {
    // Signing in in another window changes the token; the act itself is unharmed.
    await freshToken();
    return attempt(request);
  }
  return response;
}

export const client = createClient<paths>({ baseUrl: location.origin, credentials: "same-origin", fetch: deliver });

/** The answer, or a DeskError. */
export async function take<T>(answer: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await answer;
  if (!response.ok || data === undefined) throw problemFrom(response.status, error);
  return data;
}
