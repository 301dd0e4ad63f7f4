// node read_with_foliate.js BOOK.epub [FOLDER PLACE…]: open the book in foliate-js, go to every section, report; and click on
// every call of a note and every link to the glossary, which must pop up.
// With a folder, pictures of the spine's places named (counted from 0) are put there.
"use strict";

const path = require("path");
const { readInBrowser } = require("./browser");

const foliate = path.join(__dirname, "..", "..", "node_modules", "foliate-js");
const [book, pictures, ...shown] = process.argv.slice(2);

readInBrowser({
  page: `<!doctype html><meta charset="utf-8"><body style="margin:0">
    <script type="module">import "/foliate/view.js";
      import { FootnoteHandler } from "/foliate/footnotes.js";
      window.popups = new FootnoteHandler();
      window.ready = true;</script>`,
  findFile: (address) => {
    if (address === "/book.epub") return book;
    return address.startsWith("/foliate/") ? path.join(foliate, address.slice("/foliate/".length)) : null;
  },
  pictures,
  shown,
  read: async () => {
    const count = (items) => (items || []).reduce((n, item) => n + 1 + count(item.subitems), 0);
    const plain = (text) => (typeof text === "string" ? text : Object.values(text || {})[0] || "");
    const blob = await (await fetch("/book.epub")).blob();
    const view = document.createElement("foliate-view");
    view.style.cssText = "display:block;width:700px;height:900px";
    document.body.append(view);
    await view.open(new File([blob], "book.epub", { type: "application/epub+zip" }));
    window.view = view;
    window.popups.addEventListener("before-render", ({ detail }) => {
      detail.view.style.cssText = "display:block;width:300px;height:200px";
      document.body.append(detail.view);
    });
    const popUp = (link) =>
      new Promise((resolve, reject) => {
        setTimeout(() => resolve(""), 5000); // it went to another place instead
        window.popups.addEventListener(
          "render",
          ({ detail }) => resolve(detail.view.renderer.getContents()[0].doc.body.textContent),
          { once: true },
        );
        view.addEventListener("link", (event) => window.popups.handle(view.book, event)?.catch(reject), { once: true });
        link.click();
      });
    const { book } = view;
    const sections = [];
    const popups = [];
    const notes = [];
    for (let place = 0; place < book.sections.length; place += 1) {
      const loaded = new Promise((resolve) => {
        view.addEventListener("load", (event) => resolve(event.detail.doc), { once: true });
      });
      await view.goTo(place);
      const document = await loaded;
      await document.fonts.ready;
      await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
      sections.push({
        file: book.sections[place].id,
        characters: [...document.body.textContent.replace(/\s/g, "")].length,
        brokenImages: [...document.images].filter((image) => image.naturalWidth === 0).length,
        images: document.images.length,
        failedFonts: [...document.fonts].filter((font) => font.status === "error").length,
        loadedFonts: [...document.fonts].filter((font) => font.status === "loaded").map((font) => font.family),
        parseErrors: document.querySelectorAll("parsererror").length,
      });
      for (const link of document.querySelectorAll("a[role~=doc-glossref]")) popups.push(await popUp(link));
      for (const link of document.querySelectorAll("a[role~=doc-noteref]")) {
        const note = document.getElementById(link.getAttribute("href").split("#")[1]);
        notes.push({ words: note ? note.textContent : "", shown: await popUp(link) });
      }
    }
    return {
      title: plain(book.metadata.title),
      cover: Boolean(await book.getCover()),
      contents: count(book.toc),
      landmarks: (book.landmarks || []).length,
      pages: (book.pageList || []).length,
      sections,
      popups,
      notes,
    };
  },
  show: async (place) => {
    await window.view.goTo(place);
  },
}).catch((error) => {
  console.error(error);
  process.exit(1);
});
