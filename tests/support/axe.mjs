// Opens pages in one Chromium, goes on by keyboard where keys are given, and tells what axe-core finds: WCAG 2.0 to 2.2, levels A and AA, and best practices.
// It reads a list of pages a line and writes what it found a line. A page without a `url` goes on where the one before it ended.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const asked = JSON.parse(process.argv[2]);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const browser = await chromium.launch({ executablePath: asked.chromium, args: asked.flags });
let open;

async function opened({ url, width, scheme, cookies }) {
  // The page's own policy lets no script in: only this look at it does.
  const context = await browser.newContext({ viewport: { width, height: 900 }, bypassCSP: true, colorScheme: scheme ?? "light" });
  if (cookies) await context.addCookies(Object.entries(cookies).map(([name, value]) => ({ name, value, url })));
  const page = await context.newPage();
  const made = { context, page, url, width, status: 0, noise: [] };
  // Chromium asks by itself for a picture that no page of ours names.
  // It also tells of every form that comes back with a mistake.
  const usual = (message) => message.location().url.endsWith("/favicon.ico") || message.text().includes("status of 422");
  page.on("console", (message) => usual(message) || made.noise.push(message.text()));
  page.on("request", (request) => made.noise.push(...(new URL(request.url()).origin === new URL(url).origin ? [] : [request.url()])));
  page.on("response", (answer) => { if (answer.request().isNavigationRequest()) made.status = answer.status(); });
  await page.goto(url);
  return made;
}

// "=words" types them; anything else is a key. Enter waits for the page it leads to, "Enter:#id" for the place on it,
// "Enter:words" for words that the page then says.
async function pressed(page, key) {
  if (key.startsWith("=")) await page.keyboard.type(key.slice(1));
  else if (key.startsWith("Enter:")) {
    const wanted = key.slice(6);
    await page.keyboard.press("Enter");
    if (wanted.startsWith("#")) await page.waitForURL((now) => now.hash === wanted);
    else await page.waitForFunction((words) => document.body.innerText.includes(words), wanted);
  } else if (key === "Enter") await Promise.all([page.waitForEvent("load"), page.keyboard.press(key)]);
  else await page.keyboard.press(key);
}

// What a screen reader is given, in its order: the role and the name of each node, further in by depth. Boxes that only group are left out, and
// text that is the name of the node it is in.
const SILENT = new Set(["InlineTextBox", "ListMarker", "LineBreak", "generic", "none", "RootWebArea"]);
const STATES = ["level", "required", "invalid", "expanded", "checked", "disabled"];

async function tree({ context, page }) {
  const session = await context.newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const lines = [];
  const walk = (node, depth, named) => {
    const role = node.role?.value ?? "", name = (node.name?.value ?? "").replace(/\s+/g, " ").trim();
    const told = !node.ignored && !SILENT.has(role) && !(role === "StaticText" && named.includes(name));
    if (told) {
      const states = (node.properties ?? []).filter((one) => STATES.includes(one.name) && ![false, "false"].includes(one.value.value));
      lines.push("  ".repeat(depth) + [role, name && JSON.stringify(name), ...states.map((one) => `${one.name}=${one.value.value}`)].filter(Boolean).join(" "));
    }
    for (const id of node.childIds ?? []) if (byId.has(id)) walk(byId.get(id), told ? depth + 1 : depth, told && name ? name : named);
  };
  walk(nodes[0], 0, "");
  return lines;
}

async function seen({ page, url, width, status, noise, context }) {
  await page.evaluate(axe);
  const result = await page.evaluate((runOnly) => axe.run(document, { runOnly }), rules);
  return {
    url,
    at: page.url(),
    focus: await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200) ?? ""),
    bytes: await page.evaluate(() => performance.getEntriesByType("navigation")[0]?.decodedBodySize ?? 0),
    width,
    status,
    words: await page.evaluate(() => document.body.innerText.replace(/\s+/g, " ")),
    typed: await page.evaluate(() => Object.fromEntries([...document.querySelectorAll("input, textarea, select")].map((each) => [each.name, each.value]))),
    passes: result.passes.length,
    violations: result.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html).join(" ")}`),
    wide: await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    noise: status < 400 ? noise : [],
    tree: await tree({ context, page }),
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const found = [];
  for (const wanted of JSON.parse(line)) {
    if (wanted.url) {
      await open?.context.close();
      open = await opened(wanted);
    }
    if (wanted.until) await open.page.waitForFunction((words) => document.body.innerText.includes(words), wanted.until);
    for (const key of wanted.keys ?? []) await pressed(open.page, key);
    found.push(await seen(open));
    if (wanted.printed) await open.page.pdf({ path: wanted.printed, format: "A4" });
    if (wanted.picture) await open.page.screenshot({ path: wanted.picture, fullPage: true });
  }
  console.log(JSON.stringify(found));
}
await browser.close();
