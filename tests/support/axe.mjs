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
const context = await browser.newContext({ bypassCSP: true }); // the page's own policy lets no script in: only this look at it does
const page = await context.newPage();
const session = await context.newCDPSession(page);
await session.send("Network.setCacheDisabled", { cacheDisabled: true });
let open = {};

// Chromium asks by itself for a picture that no page of ours names. It also tells of every form that comes back with a mistake.
const usual = (message) => message.location().url.endsWith("/favicon.ico") || message.text().includes("status of 422");
page.on("console", (message) => usual(message) || open.noise?.push(message.text()));
page.on("request", (request) => open.noise?.push(...(new URL(request.url()).origin === new URL(open.url).origin ? [] : [request.url()])));
page.on("response", (answer) => { if (answer.request().isNavigationRequest()) open.status = answer.status(); });

// One page is used again and again, for a new one costs more than a look; nothing of the one before is left in it.
async function opened({ url, width, scheme, forced, cookies }) {
  open = {};
  await page.goto("about:blank");
  await context.clearCookies();
  if (url.startsWith("http")) await session.send("Storage.clearDataForOrigin", { origin: new URL(url).origin, storageTypes: "all" });
  if (cookies) await context.addCookies(Object.entries(cookies).map(([name, value]) => ({ name, value, url })));
  await shaped({ width, scheme, forced });
  open = { url, width, status: 0, noise: [] };
  await page.goto(url);
}

async function shaped({ width, scheme, forced }) {
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme: scheme ?? "light", forcedColors: forced ?? "none" });
}

// "=words" types them, "Tab:selector" goes on until something of that kind is reached; anything else is a key. Enter waits for the page it leads to, "Enter:#id" for the place on it,
// "Enter:words" for words that the page then says.
async function pressed(key) {
  if (key.startsWith("=")) await page.keyboard.type(key.slice(1));
  else if (key.startsWith("Tab:")) {
    const reached = () => page.evaluate((wanted) => document.activeElement.matches(wanted), key.slice(4));
    for (let left = 200; left && !(await reached()); left--) await page.keyboard.press("Tab");
    if (!(await reached())) throw new Error(`no key leads to ${key.slice(4)}`);
  } else if (key.startsWith("Enter:")) {
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

async function tree() {
  const { nodes } = await session.send("Accessibility.getFullAXTree");
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

async function seen({ url, width, status, noise }, wanted) {
  await page.evaluate(axe);
  const asked = { runOnly: rules, resultTypes: ["violations"], rules: { "color-contrast": { enabled: wanted.contrast ?? true } } };
  const result = await page.evaluate((asked) => axe.run(document, asked), asked);
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
    hidden: await page.evaluate(() => [...document.querySelectorAll(".scroll")].filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.ariaLabel)),
    noise: status < 400 ? noise : [],
    tree: wanted.tree ? await tree() : [],
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const found = [];
  for (const wanted of JSON.parse(line)) {
    if (wanted.url) await opened(wanted);
    if (wanted.until) await page.waitForFunction((words) => document.body.innerText.includes(words), wanted.until);
    for (const key of wanted.keys ?? []) await pressed(key);
    found.push(await seen(open, wanted));
    if (wanted.printed) await page.pdf({ path: wanted.printed, format: "A4" });
    for (const other of wanted.also ?? []) {
      await shaped(other);
      found.push(await seen({ ...open, width: other.width }, other));
    }
    if (wanted.picture) await page.screenshot({ path: wanted.picture, fullPage: true });
  }
  console.log(JSON.stringify(found));
}
await browser.close();
