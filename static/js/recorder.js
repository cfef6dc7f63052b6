// Records somebody's voice while a level and its pauses are measured. The microphone is let go of as soon as it is over.

const TYPES = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
const BITS = 32_000; // a second: plenty for speech
const LOOK = 100;
const QUIET = 0.012; // of a level between 0 and 1
const PAUSE = 2_000;

export const canRecord = () => Boolean(navigator.mediaDevices?.getUserMedia && globalThis.MediaRecorder && chosenType());
const chosenType = () => TYPES.find((type) => MediaRecorder.isTypeSupported(type));

// Rejects as getUserMedia does. `done` gives {recording, pauses}, or null when it was cancelled.
export async function record({ mostSeconds, onLevel }) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, noiseSuppression: true } });
  const recorder = new MediaRecorder(stream, { mimeType: chosenType(), audioBitsPerSecond: BITS });
  const ear = listenTo(stream, onLevel);
  const parts = [];
  let isWanted = true;
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  const done = new Promise((resolve) => {
    recorder.addEventListener("stop", () => { // asked to, at its longest, or because the microphone was unplugged
      clearTimeout(limit);
      stream.getTracks().forEach((track) => track.stop());
      resolve(isWanted ? { recording: new Blob(parts, { type: recorder.mimeType }), pauses: ear.close() } : ear.close() && null);
    });
  });
  const stop = () => recorder.state === "inactive" || recorder.stop();
  const limit = setTimeout(stop, mostSeconds * 1_000);
  recorder.start(1_000); // in parts, so that a crash of the recorder loses a second at most
  return { done, stop, cancel: () => { isWanted = false; stop(); } };
}

function listenTo(stream, onLevel) {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const wave = new Float32Array(analyser.fftSize);
  const counted = countPauses();
  const looking = setInterval(() => {
    analyser.getFloatTimeDomainData(wave);
    const level = Math.sqrt(wave.reduce((sum, each) => sum + each * each, 0) / wave.length);
    counted.hear(level > QUIET, performance.now());
    onLevel(Math.min(1, level * 6));
  }, LOOK);
  return { close: () => { clearInterval(looking); context.close(); return counted.pauses(); } };
}

// A pause is two seconds or more between two sounds: what comes before the first word, or after the last, is none.
export function countPauses() {
  let last = null;
  let count = 0;
  return {
    hear(isSound, now) {
      if (!isSound) return;
      if (last !== null && now - last >= PAUSE) count += 1;
      last = now;
    },
    pauses: () => count,
  };
}
