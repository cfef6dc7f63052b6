// Offer only the chosen track's roles. Without JavaScript all roles stand grouped by track, and the server checks.

const planner = document.querySelector("[data-planner]");
const roles = planner.querySelector("[data-roles]");
const groups = [...roles.querySelectorAll("optgroup")];
const anyRole = roles.querySelector("option[value='']");

function offerRoles() {
  const track = planner.querySelector("input[name=track]:checked")?.value;
  const own = groups.find((group) => group.dataset.track === track);
  anyRole.remove();
  groups.forEach((group) => group.remove());
  if (own) roles.append(own);
  if (own && !own.contains(roles.selectedOptions[0])) roles.value = (own.querySelector("[selected]") ?? own.querySelector("option")).value;
}

planner.addEventListener("change", (event) => { if (event.target.name === "track") offerRoles(); });
offerRoles();
