// Opens pages in Chromium, goes on by keyboard where keys are given, and prints what axe-core finds: WCAG 2.0 to 2.2, levels A and AA, and best practices.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const asked = JSON.parse(process.argv[2]);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({ executablePath: asked.chromium, args: asked.flags });
const found = [];
for (const { url, width, picture, scheme, keys } of asked.pages) {
  // The page's own policy lets no script in: only this look at it does.
  const context = await browser.newContext({ viewport: { width, height: 900 }, bypassCSP: true, colorScheme: scheme ?? "light" });
  const page = await context.newPage();
  const noise = [];
  // Chromium asks by itself for a picture that no page of ours names.
  // It also tells of every form that comes back with a mistake.
  const usual = (message) => message.location().url.endsWith("/favicon.ico") || message.text().includes("status of 422");
  page.on("console", (message) => usual(message) || noise.push(message.text()));
  page.on("request", (request) => noise.push(...(new URL(request.url()).origin === new URL(url).origin ? [] : [request.url()])));
  let status = 0;
  page.on("response", (answer) => { if (answer.request().isNavigationRequest()) status = answer.status(); });
  await page.goto(url);
  // "=words" types them; anything else is a key. Enter waits for the page it leads to, "Enter:#id" for the place on it.
  for (const key of keys ?? []) {
    if (key.startsWith("=")) await page.keyboard.type(key.slice(1));
    else if (key.startsWith("Enter:")) {
      await page.keyboard.press("Enter");
      await page.waitForURL((now) => now.hash === key.slice(6));
    } else if (key === "Enter") await Promise.all([page.waitForEvent("load"), page.keyboard.press(key)]);
    else await page.keyboard.press(key);
  }
  await page.evaluate(axe);
  const result = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (picture) await page.screenshot({ path: picture, fullPage: true });
  found.push({
    url,
    width,
    status,
    words: await page.evaluate(() => document.body.innerText.replace(/\s+/g, " ")),
    typed: await page.evaluate(() => Object.fromEntries([...document.querySelectorAll("input, textarea, select")].map((each) => [each.name, each.value]))),
    passes: result.passes.length,
    violations: result.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html).join(" ")}`),
    wide,
    noise: status < 400 ? noise : [],
  });
  await context.close();
}
await browser.close();
console.log(JSON.stringify(found));
