// Fetches scripts and styles of a page when they are first wanted: each once, and again only if it could not be had.

const fetched = new Map();

export const loadScript = (src) => load(src, Object.assign(document.createElement("script"), { src }));
export const loadStyle = (href) => load(href, Object.assign(document.createElement("link"), { rel: "stylesheet", href }));

function load(url, element) {
  if (!fetched.has(url)) fetched.set(url, append(element).catch((failure) => {
    fetched.delete(url);
    element.remove();
    throw failure;
  }));
  return fetched.get(url);
}

function append(element) {
  return new Promise((resolve, reject) => {
    element.addEventListener("load", resolve);
    element.addEventListener("error", reject);
    document.head.append(element);
  });
}
