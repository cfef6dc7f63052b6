// The voice of the server that speaks: each message is asked for by its number, and heard after the one before it. The page decodes the
// sound itself: so it is fetched once and whole, as a media element would not do, and the policy need let no media in.

const PATIENCE = 400; // for a browser to say that it may be heard
const IN_OUR_WORDS = [409, 429, 503];
let ear = null;

// Resolves with nothing more to say when all was heard or the signal came. A failure has the lines that are `left`, and `detail` where it is known.
export async function speak(lines, address, { signal, waits, sounds }) {
  await wake();
  const spoken = lines.filter((line) => line.querySelector(".speech p")); // code alone is for the eye
  let coming = spoken.length && ask(spoken[0], address, signal);
  for (const n of spoken.keys()) {
    const sound = await coming.catch((failure) => Promise.reject(Object.assign(failure, { left: spoken.slice(n) })));
    coming = n + 1 < spoken.length && ask(spoken[n + 1], address, signal);
    if (coming) coming.catch(() => {}); // told when its turn comes
    sounds();
    await play(sound, signal);
    waits();
  }
  return "";
}

// Nothing is asked for that could not be heard.
async function wake() {
  ear ??= new AudioContext();
  await Promise.race([ear.resume(), new Promise((done) => setTimeout(done, PATIENCE))]);
  if (ear.state !== "running") throw new DOMException("", "NotAllowedError");
}

async function ask(line, address, signal) {
  const response = await fetch(`${address}${line.id.slice(1)}/speech/`, { signal, headers: { Accept: "audio/mpeg" } });
  if (response.ok) return ear.decodeAudioData(await response.arrayBuffer());
  const { detail } = IN_OUR_WORDS.includes(response.status) ? await response.json() : {};
  throw Object.assign(new Error(), { detail });
}

function play(sound, signal) {
  return new Promise((done) => {
    const source = ear.createBufferSource();
    source.buffer = sound;
    source.connect(ear.destination);
    source.addEventListener("ended", done);
    source.start();
    signal.aborted ? source.stop() : signal.addEventListener("abort", () => source.stop(), { once: true });
  });
}
