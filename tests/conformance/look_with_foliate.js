// node look_with_foliate.js BOOK.epub [FOLDER]: open the book in foliate-js at the widths of a phone, an e-reader and a
// tablet, in light and in dark, and report what sticks out of the page and what has too little contrast.
// With a folder, a picture of every section at every width and in every light is put there.
"use strict";

const path = require("path");
const { readInBrowser } = require("./browser");

const foliate = path.join(__dirname, "..", "..", "node_modules", "foliate-js");
const [book, pictures] = process.argv.slice(2);

readInBrowser({
  page: `<!doctype html><meta charset="utf-8"><body style="margin:0">
    <script type="module">import "/foliate/view.js"; window.ready = true;</script>`,
  findFile: (address) => {
    if (address === "/book.epub") return book;
    return address.startsWith("/foliate/") ? path.join(foliate, address.slice("/foliate/".length)) : null;
  },
  pictures,
  read: async () => {
    const lights = {
      light: { ground: [255, 255, 255], css: "html { color: #000; background: #fff }" },
      dark: { ground: [0, 0, 0], css: "html { color: #ddd; background: #000 } a:any-link { color: #8ab4f8 }" },
    };
    const parts = (colour) => (colour.match(/[\d.]+/g) || []).map(Number);
    const luminance = (colour) => {
      const [r, g, b] = colour.map((n) => (n / 255 <= 0.04045 ? n / 255 / 12.92 : ((n / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (one, other) => {
      const [dark, bright] = [luminance(one), luminance(other)].sort((a, b) => a - b);
      return (bright + 0.05) / (dark + 0.05);
    };
    // The colour behind an element: what is see-through lets the ground through.
    const behind = (element, ground) => {
      const layers = [];
      for (let at = element; at; at = at.parentElement) {
        const [r, g, b, a = 1] = parts(at.ownerDocument.defaultView.getComputedStyle(at).backgroundColor);
        layers.unshift([[r, g, b], a]);
      }
      return layers.reduce((under, [over, a]) => under.map((n, i) => n * (1 - a) + over[i] * a), ground);
    };
    const scrolls = (element) => {
      for (let at = element; at; at = at.parentElement) {
        const style = at.ownerDocument.defaultView.getComputedStyle(at);
        if (["auto", "scroll", "hidden"].includes(style.overflowX)) return at.localName !== "html" && at.localName !== "body";
      }
      return false;
    };
    const name = (element) => `${element.localName}.${element.className} “${element.textContent.trim().slice(0, 30)}”`;
    const ownText = (element) => [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());

    const blob = await (await fetch("/book.epub")).blob();
    const found = { stickingOut: [], faint: [], seen: 0 };
    for (const [light, { ground, css }] of Object.entries(lights)) {
      for (const width of [320, 600, 900]) {
        const view = document.createElement("foliate-view");
        view.style.cssText = `display:block;width:${width}px;height:900px`;
        document.body.replaceChildren(view);
        document.body.style.background = light === "dark" ? "#000" : "#fff";
        await view.open(new File([blob], "book.epub", { type: "application/epub+zip" }));
        view.renderer.setAttribute("flow", "scrolled");
        view.renderer.setAttribute("margin", "16px");
        view.renderer.setStyles(css);
        for (let place = 0; place < view.book.sections.length; place += 1) {
          const loaded = new Promise((resolve) => {
            view.addEventListener("load", (event) => resolve(event.detail.doc), { once: true });
          });
          await view.goTo(place);
          const doc = await loaded;
          await doc.fonts.ready;
          await Promise.all([...doc.images].map((image) => image.decode().catch(() => {})));
          const where = `${view.book.sections[place].id} at ${width} in ${light}: `;
          const right = doc.documentElement.getBoundingClientRect().right;
          for (const element of doc.body.querySelectorAll("*")) {
            const box = element.getBoundingClientRect();
            const isSeen = box.width > 1 && box.height > 1 && element.namespaceURI.endsWith("xhtml");
            if (isSeen && (box.right > right + 1 || box.left < -1) && !scrolls(element)) {
              found.stickingOut.push(where + name(element));
            }
            if (isSeen && ownText(element)) {
              const colour = parts(doc.defaultView.getComputedStyle(element).color).slice(0, 3);
              const ratio = contrast(colour, behind(element, ground));
              if (ratio < 4.5) found.faint.push(`${where}${name(element)} ${ratio.toFixed(2)}`);
            }
          }
          found.seen += 1;
          await window.takePicture(`${light}-${width}-${String(place).padStart(2, "0")}`);
        }
        // foliate-js puts a style sheet's background there in the next frame, when a closed view is gone.
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        view.close();
      }
    }
    return found;
  },
}).catch((error) => {
  console.error(error);
  process.exit(1);
});
