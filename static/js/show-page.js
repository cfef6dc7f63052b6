// Put a page of the server's in the place of this one without leaving it. What can't be put there is gone to.

export async function showPage(url) {
  const response = await fetch(url, { headers: { Accept: "text/html" } });
  const shown = response.ok && !response.redirected && showHTML(await response.text());
  if (shown) history.replaceState(null, "", url);
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
