// Opens pages in Chromium and prints what axe-core finds: WCAG 2.0 to 2.2, levels A and AA, and best practices.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const asked = JSON.parse(process.argv[2]);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({ executablePath: asked.chromium, args: asked.flags });
const found = [];
for (const { url, width, picture, scheme } of asked.pages) {
  // The page's own policy lets no script in: only this look at it does.
  const context = await browser.newContext({ viewport: { width, height: 900 }, bypassCSP: true, colorScheme: scheme ?? "light" });
  const page = await context.newPage();
  const noise = [];
  // Chromium asks by itself for a picture that no page of ours names.
  page.on("console", (message) => message.location().url.endsWith("/favicon.ico") || noise.push(message.text()));
  page.on("request", (request) => noise.push(...(new URL(request.url()).origin === new URL(url).origin ? [] : [request.url()])));
  const answer = await page.goto(url);
  await page.evaluate(axe);
  const result = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (picture) await page.screenshot({ path: picture, fullPage: true });
  found.push({
    url,
    width,
    status: answer.status(),
    passes: result.passes.length,
    violations: result.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html).join(" ")}`),
    wide,
    noise: answer.status() < 400 ? noise : [],
  });
  await context.close();
}
await browser.close();
console.log(JSON.stringify(found));
