// node read_with_epubjs.js BOOK.epub [FOLDER PLACE…]: open the book in epub.js, display every section, report.
// With a folder, pictures of the spine's places named (counted from 0) are put there.
"use strict";

const path = require("path");
const { readInBrowser } = require("./browser");

const modules = path.join(__dirname, "..", "..", "node_modules");
const [book, pictures, ...shown] = process.argv.slice(2);
const files = {
  "/jszip.js": path.join(modules, "jszip/dist/jszip.min.js"),
  "/epub.js": path.join(modules, "epubjs/dist/epub.min.js"),
  "/book.epub": book,
};

readInBrowser({
  page: `<!doctype html><meta charset="utf-8"><body style="margin:0">
    <div id="view" style="width:700px;height:900px"></div>
    <script src="/jszip.js"></script><script src="/epub.js"></script><script>window.ready = true</script>`,
  findFile: (address) => files[address],
  pictures,
  shown,
  read: async () => {
    const count = (items) => items.reduce((n, item) => n + 1 + count(item.subitems || []), 0);
    const book = ePub("/book.epub");
    await book.ready;
    window.book = book;
    window.rendition = book.renderTo("view", { width: 700, height: 900, flow: "paginated" });
    const sections = [];
    for (let place = 0; place < book.spine.length; place += 1) {
      const section = book.spine.get(place);
      await window.rendition.display(section.href);
      const { document } = window.rendition.getContents()[0];
      await document.fonts.ready;
      sections.push({
        file: section.href,
        characters: [...document.body.textContent.replace(/\s/g, "")].length,
        brokenImages: [...document.images].filter((image) => image.naturalWidth === 0).length,
        images: document.images.length,
        failedFonts: [...document.fonts].filter((font) => font.status === "error").length,
        loadedFonts: [...document.fonts].filter((font) => font.status === "loaded").map((font) => font.family),
        parseErrors: document.querySelectorAll("parsererror").length,
      });
    }
    return {
      title: book.packaging.metadata.title,
      cover: Boolean(await book.coverUrl()),
      contents: count(book.navigation.toc),
      landmarks: book.navigation.landmarks.length,
      pages: book.pageList && book.pageList.pageList ? book.pageList.pageList.length : 0,
      sections,
    };
  },
  show: async (place) => {
    await window.rendition.display(window.book.spine.get(place).href);
  },
}).catch((error) => {
  console.error(error);
  process.exit(1);
});
