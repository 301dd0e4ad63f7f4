// node open_download_page.js FOLDER [PICTURES]: the download page of the folder in Chromium, as people see it.
//
// Output: one line of JSON with, for each view (a width, light or dark), what axe-core finds against it, whether the page
// is wider than the window, and the face of its title; and the status and type of every file that its links lead to.
// With PICTURES, a picture of each view goes there.
"use strict";

const fs = require("fs");
const os = require("os");
const path = require("path");
const puppeteer = require("puppeteer-core");
const { CHROMIUM, FLAGS, collectErrors, serve } = require("./browser.js");

const AXE = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const VIEWS = [320, 390, 1280].flatMap((width) => ["light", "dark"].map((scheme) => ({ width, scheme })));

async function look(page, { width, scheme }, pictures) {
  await page.setViewport({ width, height: 850 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    const found = await window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
    return found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" ")}`);
  });
  const seen = await page.evaluate(() => ({
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    cover: document.querySelector("header img").naturalWidth,
    background: getComputedStyle(document.body).backgroundColor,
    direction: getComputedStyle(document.body).direction,
  }));
  if (pictures) await page.screenshot({ path: path.join(pictures, `page-${width}-${scheme}.png`), fullPage: true });
  return { width, scheme, violations, ...seen };
}

async function main(folder, pictures) {
  const findFile = (address) => path.join(folder, path.basename(address));
  const server = await serve(fs.readFileSync(path.join(folder, "index.html")), findFile);
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "page-"));
  const browser = await puppeteer.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS, userDataDir: profile });
  try {
    const origin = `http://127.0.0.1:${server.address().port}/`;
    const page = await browser.newPage();
    const errors = collectErrors(page, origin);
    const requests = [];
    page.on("request", (request) => requests.push(request.url().replace(origin, "")));
    await page.goto(origin, { waitUntil: "networkidle0" });
    await page.evaluate(() => document.fonts.ready);
    const faces = await page.evaluate(() => [...document.fonts].map((face) => `${face.family} ${face.status}`));
    const views = [];
    for (const view of VIEWS) views.push(await look(page, view, pictures));
    const links = await page.$$eval("a[href]", (all) => all.map((a) => [a.getAttribute("href"), a.type]));
    const files = {};
    for (const [href, type] of links.filter(([address]) => !/^(#|https?:)/.test(address))) {
      const response = await fetch(new URL(href, origin));
      const content = Buffer.from(await response.arrayBuffer());
      const digest = require("crypto").createHash("sha256").update(content).digest("hex");
      files[href] = { status: response.status, type, size: content.length, digest };
    }
    const anchors = await page.$$eval('a[href^="#"]', (all) => all.map((a) => !!document.querySelector(a.getAttribute("href"))));
    console.log(JSON.stringify({ views, files, anchors, faces, errors, requests: requests.filter((r) => !r.startsWith("data:")) }));
  } finally {
    await browser.close();
    server.close();
    fs.rmSync(profile, { recursive: true, force: true });
  }
}

main(process.argv[2], process.argv[3]);
