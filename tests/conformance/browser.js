// A headless Chromium with a reading system in it, for the scripts beside this one.
//
// Input: a page, the files it may load, and a function to run in it. Output: one line of JSON on standard output, with
// whatever the function returned and every error that the page, the console or the network reported.
"use strict";

const fs = require("fs");
const http = require("http");
const os = require("os");
const path = require("path");
const puppeteer = require("puppeteer-core");

const CHROMIUM = process.env.CHROMIUM || "/usr/bin/chromium";
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json" };
const WIDTH = 900;
const HEIGHT = 900;

function serve(page, findFile) {
  const server = http.createServer((request, response) => {
    const address = decodeURI(request.url.split("?")[0]);
    if (address === "/") {
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end(page);
      return;
    }
    const file = address === "/favicon.ico" ? null : findFile(address);
    if (!file || !fs.existsSync(file)) {
      response.statusCode = address === "/favicon.ico" ? 204 : 404;
      response.end();
      return;
    }
    response.setHeader("content-type", TYPES[path.extname(file)] || "application/octet-stream");
    response.end(fs.readFileSync(file));
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

function collectErrors(page, origin) {
  const errors = [];
  page.on("pageerror", (error) => errors.push(`page: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(`console: ${message.text()}`);
  });
  page.on("requestfailed", (request) => errors.push(`failed: ${request.url()}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !/^(blob|data|about):/.test(url)) errors.push(`outside: ${url}`);
  });
  return errors;
}

// Run `read` in the page; then, for each place of `shown`, run `show` in it and take a picture. `read` may call
// `takePicture(name)` in the page, which does nothing without a folder for pictures.
async function readInBrowser({ page: html, findFile, read, show = () => {}, pictures, shown = [] }) {
  const server = await serve(html, findFile);
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "reader-"));
  const browser = await puppeteer.launch({
    executablePath: CHROMIUM,
    headless: true,
    args: FLAGS,
    userDataDir: profile,
  });
  try {
    const origin = `http://127.0.0.1:${server.address().port}/`;
    const page = await browser.newPage();
    await page.setViewport({ width: WIDTH, height: HEIGHT });
    const errors = collectErrors(page, origin);
    await page.exposeFunction("takePicture", async (name) => {
      if (pictures) await page.screenshot({ path: path.join(pictures, `${name}.png`) });
    });
    await page.goto(origin);
    await page.waitForFunction("window.ready === true");
    const result = await page.evaluate(read);
    for (const place of pictures ? shown : []) {
      await page.evaluate(show, Number(place));
      await new Promise((resolve) => setTimeout(resolve, 500));
      await page.screenshot({ path: path.join(pictures, `${path.basename(process.argv[1], ".js")}-${place}.png`) });
    }
    console.log(JSON.stringify({ ...result, errors }));
  } finally {
    await browser.close();
    server.close();
    fs.rmSync(profile, { recursive: true, force: true });
  }
}

module.exports = { CHROMIUM, FLAGS, collectErrors, readInBrowser, serve };
