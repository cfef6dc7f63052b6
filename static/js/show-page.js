// Put a page of the server's in the place of this one without leaving it. What can't be put there is gone to.

import { orLost, reach } from "./connection.js";

export async function showPage(url, { unless = () => false } = {}) {
  const response = await reach(url, { headers: { Accept: "text/html" } });
  const html = await orLost(response.text());
  if (unless()) return;
  if (response.ok && !response.redirected && showHTML(html)) history.replaceState(null, "", url);
  else location.assign(response.redirected ? response.url : url);
}

export function showHTML(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const main = page.querySelector("main");
  if (!main?.querySelector("[data-room]")) return false;
  document.title = page.title;
  document.querySelector("main").replaceWith(document.adoptNode(main));
  document.dispatchEvent(new CustomEvent("room:shown"));
  return true;
}
