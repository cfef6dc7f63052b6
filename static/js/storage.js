// What the browser keeps for us. Where it keeps nothing (a private window, no room left), this page remembers for as long as it is open.

function keeper(open) {
  const page = new Map();
  const attempt = (work) => {
    try {
      return work(open());
    } catch {
      return undefined; // refused: a browser says so by throwing
    }
  };
  const load = (name) => page.get(name) ?? attempt((store) => store.getItem(name)) ?? null;
  return {
    load,
    // Whether it will outlive the page.
    save(name, value) {
      const isKept = attempt((store) => (store.setItem(name, value), true)) ?? false;
      isKept ? page.delete(name) : page.set(name, value);
      return isKept;
    },
    drop(name) {
      page.delete(name);
      attempt((store) => store.removeItem(name));
    },
    names: (beginning) => [...new Set([...page.keys(), ...(attempt(Object.keys) ?? [])])].filter((name) => name.startsWith(beginning)),
    // An object that was saved as JSON; nothing where there is none, or none that can be read.
    read(name) {
      try {
        return JSON.parse(load(name));
      } catch {
        return null;
      }
    },
  };
}

export const local = keeper(() => localStorage);
export const session = keeper(() => sessionStorage);
