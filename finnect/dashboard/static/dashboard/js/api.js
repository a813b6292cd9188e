// Talking to the API as the person whose session this is.

import { language, t } from "./texts.js";

/** A problem document (RFC 9457), or what comes nearest to one. */
export class Problem extends Error {
  constructor(document) {
    super(document.title);
    Object.assign(this, document);
  }
}

const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";

/** The cookie is newer than the page when somebody signed in again in another tab. */
function csrfToken() {
  const start = `${meta("csrf-cookie")}=`;
  const cookie = document.cookie.split("; ").find((pair) => pair.startsWith(start));
  return cookie ? cookie.slice(start.length) : meta("csrf-token");
}

const headers = () => ({ Accept: "application/json", "Accept-Language": language, "X-CSRFToken": csrfToken() });

function problemOf(status, text, requestId) {
  if (status === 401) location.assign(`/sign-in/?next=${encodeURIComponent(location.pathname + location.search)}`);
  try {
    const found = JSON.parse(text);
    if (found.title) return new Problem({ request_id: requestId, ...found });
  } catch {
    // not JSON: a proxy between us answered
  }
  return new Problem({ status, title: t("That did not work"), detail: t("The server answered %(status)s.", { status }), request_id: requestId });
}

const unreachable = () =>
  new Problem({ status: 0, title: t("The server cannot be reached"), detail: t("Check the connection and try again.") });

async function ask(path, asked) {
  let answer;
  try {
    answer = await fetch(path, { ...asked, credentials: "same-origin" });
  } catch {
    throw unreachable();
  }
  if (!answer.ok) throw problemOf(answer.status, await answer.text(), answer.headers.get("X-Request-ID"));
  return answer;
}

/** Call the API; `body` may be an object (sent as JSON), FormData or URLSearchParams. Throws a `Problem`. */
export async function call(path, { method = "GET", body } = {}) {
  const isForm = body instanceof FormData || body instanceof URLSearchParams;
  const asked = { method, headers: headers() };
  if (body !== undefined) {
    asked.body = isForm ? body : JSON.stringify(body);
    if (!isForm) asked.headers["Content-Type"] = "application/json";
  }
  const text = await (await ask(path, asked)).text();
  return text ? JSON.parse(text) : null;
}

/** A file with its name. Throws a `Problem`. */
export async function download(path) {
  const answer = await ask(path, { headers: headers() });
  const [, name] = answer.headers.get("Content-Disposition").split("filename*=UTF-8''");
  return { name: decodeURIComponent(name), content: await answer.blob() };
}

/** Send a form and hear the server-sent events of the answer one by one, as `[name, data]`. Throws a `Problem`. */
export async function* events(path, form) {
  const answer = await ask(path, { method: "POST", headers: headers(), body: form });
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let heard = "";
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw unreachable();
    });
    if (done) return;
    const blocks = (heard + value).split("\n\n");
    heard = blocks.pop();
    yield* blocks.map(event);
  }
}

function event(block) {
  const lines = block.split("\n");
  const of = (field) => lines.filter((line) => line.startsWith(`${field}: `)).map((line) => line.slice(field.length + 2));
  return [of("event")[0], of("data").join("\n")];
}

/** `/path?…` with the values that are set. */
export function address(path, values) {
  const query = new URLSearchParams(Object.entries(values).filter(([, value]) => value));
  return query.size ? `${path}?${query}` : path;
}

/** Hand in a file, hearing how much of it has arrived (fetch cannot tell that). Throws a `Problem`. */
export function upload(path, form, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    for (const [name, value] of Object.entries(headers())) request.setRequestHeader(name, value);
    request.setRequestHeader("Idempotency-Key", randomKey());
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onerror = () => reject(unreachable());
    request.onload = () => {
      if (request.status < 300) resolve(JSON.parse(request.responseText));
      else reject(problemOf(request.status, request.responseText, request.getResponseHeader("X-Request-ID")));
    };
    request.send(form);
  });
}

/** `crypto.randomUUID` is missing on plain http in a local network. */
const randomKey = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(16).padStart(8, "0")).join("");
