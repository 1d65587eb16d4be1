// The page around the verifier: reads what was typed and dropped, shows the report. Nothing leaves the browser.
"use strict";

const form = document.getElementById("verify"), drop = document.getElementById("drop");
const result = document.getElementById("result"), field = (id) => document.getElementById(id);
let held = null, words = null;
const language = document.documentElement.lang === "en" ? 1 : 0;

function filled(text, numbers) {
  return text.replace(/\{(\w+)\}/g, (_, name) => [numbers[name]].flat().join(", "));
}

function add(parent, tag, text, kind) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (kind) made.className = kind;
  return parent.appendChild(made);
}

function list(title, rows) {
  if (!rows.length) return;
  if (title) add(result, "h2", title);
  const made = add(result, "ul", "");
  for (const row of rows) add(made, "li", row);
}

function say(text, kind) {
  result.hidden = false;
  result.className = kind;
  result.replaceChildren();
  add(result, "p", text, "verdict");
}

function show(name, report) {
  const { found, codes, proved, unproved, ends, lacking } = casebookWords, count = report.findings.length;
  say(filled(ends[report.verdict][language], { count }), count ? "bad" : report.exit ? "less" : "good");
  add(add(result, "p", `${name} · `), "code", report.stream);
  const text = (row) => (codes[row.code] ?? found[row.class])[language];
  const findings = report.findings.map((row) => `[${row.class}/${row.code}] ${row.place}: ${text(row)}`);
  list("", findings);
  list(ends.lacking[language], report.lacking.map((name) => lacking[name][language]));
  const words = (table, said) => Object.entries(said).map(([code, numbers]) => filled(table[code][language], numbers));
  list(ends.proved[language], words(proved, report.proved));
  list(ends.unproved[language], words(unproved, report.notProved));
}

// The lines that the newest words of a pack were sealed as and that a page does not show.
function unlike(data, page) {
  const versions = new TextDecoder().decode(data).split("\n").filter(Boolean).map(JSON.parse).filter((row) => row.kind === "version");
  const given = versions.flatMap((row) => row.texts).filter((text) => typeof text.value === "string");
  const values = new Map(given.map((text) => [text.commitment, text.value]));
  const newest = versions.findLast((row) => row.shown)?.shown ?? "", plain = (text) => text.replace(/\s+/g, " ").trim();
  const lines = [...values].filter(([name]) => newest.includes(name)).flatMap(([, value]) => value.split("\n")).map(plain);
  return lines.filter((line) => line && !page.includes(line));
}

async function compare(data) {
  const page = new DOMParser().parseFromString(await words, "text/html").body.textContent.replace(/\s+/g, " ");
  const missing = unlike(data, page);
  list(missing.length ? form.dataset.differs : "", missing.length ? missing : [form.dataset.same]);
  if (missing.length) result.className = "bad";
}

// A file of evidence is compared by the SHA-256 of its bytes; it is read here and sent nowhere.
async function hashed(file) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function check(file) {
  say(form.dataset.working, "");
  const given = {
    key: field("key").value.trim(),
    promiseKey: field("promise-key").value.trim(),
    witnesses: field("witnesses").value.split("\n").map((line) => line.trim()).filter(Boolean),
    authors: field("authors").value.trim(),
    needs: [...form.querySelectorAll("[name=need]:checked")].map((box) => box.value),
    atLeast: Number(field("at-least").value) || 0,
    quorum: Number(field("quorum").value) || 0,
    kept: await Promise.all([...field("kept").files].map(async (kept) => (await kept.text()).replaceAll("\r\n", "\n"))),
    shared: await Promise.all([...field("shared").files].map(async (part) => new Uint8Array(await part.arrayBuffer()))),
    files: await Promise.all([...field("files").files].map(hashed)),
  };
  try {
    const data = new Uint8Array(await file.arrayBuffer()), report = await casebookVerify(data, given);
    show(file.name, report);
    if (words && file === held && !report.findings.length) await compare(data);
  } catch (fault) {
    const known = { WrongKey: form.dataset.unreadable, WrongCheckpoint: form.dataset.unlike };
    say(known[fault.name] ?? form.dataset.unable, "bad");
  }
  result.focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const file = field("pack").files[0] ?? held;
  if (file) check(file);
});
// A pack that the page brings along is fetched at once and held: from then on nothing is asked of the server.
if (form.dataset.words) words = fetch(form.dataset.words).then((answer) => answer.text());
if (form.dataset.held) {
  fetch(form.dataset.held)
    .then((answer) => (answer.ok ? answer.arrayBuffer() : Promise.reject(answer.status)))
    .then((bytes) => {
      held = new File([bytes], form.dataset.held.split("/").at(-2));
      say(form.dataset.ready, "");
    })
    .catch(() => say(form.dataset.missing, "bad"));
}
for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.toggle("over", name === "dragenter" || name === "dragover");
    const [file] = (name === "drop" && event.dataTransfer?.files) || [];
    if (file) check(file);
  });
}
