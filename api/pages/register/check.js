// Verifies series of the public register in the browser, with the files that everybody gets. Nothing leaves the browser.
"use strict";

const LINES_A_FILE = 256, LIST = "statement-list", FIGURES = "statement-figures-";
const form = document.getElementById("check"), result = document.getElementById("result");
const language = document.documentElement.lang === "en" ? 1 : 0;

function say(text, kind) {
  const line = document.createElement("p");
  line.textContent = text;
  line.className = kind;
  result.append(line);
}

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

// The end of a series that just began is not there yet: the answer says so, and the verifier reads it.
async function text(path) {
  const answer = await fetch(path);
  if (!answer.ok && !path.endsWith("/end")) throw new Error(path);
  return answer.text();
}

async function files(stream) {
  if (stream === LIST) return [[await text("/register/agencies")], await text("/register/agencies/end")];
  const path = `/register/${stream.slice("statement-".length).replace(/-(\d{4})$/, "/$1")}`, found = [];
  do found.push(await text(`${path}/${found.length * LINES_A_FILE + 1}`));
  while (found.at(-1).split("\n").length > LINES_A_FILE);
  return [found, await text(`${path}/end`)];
}

function show(report) {
  const { stream, lines, end, asOf, findings, withheld, overdue } = report, { dataset } = form;
  const when = asOf ? filled(dataset.when, { when: new Date(asOf).toLocaleString(document.documentElement.lang, { timeZone: "Asia/Ho_Chi_Minh" }) }) : dataset.unseen;
  for (const row of findings) {
    const said = (casebookWords.codes[row.code] ?? casebookWords.found[row.class])[language];
    say(`${stream}: [${row.class}/${row.code}] ${row.place}: ${said}`, "bad");
  }
  if (!findings.length) say(filled(end === null ? dataset.unindexed : dataset.whole, { stream, count: end ?? lines, when }), end === null ? "less" : "good");
  if (withheld.length) say(filled(dataset.withheld, { count: withheld.length, overdue: overdue.length }), overdue.length ? "bad" : "less");
}

async function check() {
  result.hidden = false;
  result.replaceChildren();
  const key = form.elements.key.value.trim(), stream = form.elements.stream.value, tables = new Map();
  const kept = await Promise.all([...form.elements.kept.files].map((file) => file.text()));
  const verified = async (name, given) => casebookRegister(...(await files(name)), { key, stream: name, ...given });
  try {
    const list = await verified(LIST, stream === LIST ? { kept } : {});
    show(list);
    for (const name of list.streams.filter((name) => name.startsWith(FIGURES))) tables.set(name.slice(-4), (await files(name))[0].join(""));
    for (const name of stream ? [stream] : list.streams) {
      if (name !== LIST) show(await verified(name, { kept: stream ? kept : [], recount: [tables.get(name.slice(-4))].filter(Boolean) }));
    }
    if (!key) say(form.dataset.unpinned, "less");
  } catch {
    say(form.dataset.unable, "bad");
  }
  result.focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  check();
});
if (form.dataset.at) check();
