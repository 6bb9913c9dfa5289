/** The ring in the headset: 450 hertz, one second of sound and four of silence, as telephones here ring. Made, not fetched. */

const HERTZ = 450;
const LOUD = 0.12;
const SOUND = 1;
const PERIOD = 5;

let context: AudioContext | null = null;
let ringing: ReturnType<typeof setInterval> | undefined;

function once(sound: AudioContext): void {
  const tone = sound.createOscillator();
  const level = sound.createGain();
  tone.frequency.value = HERTZ;
  level.gain.value = LOUD;
  tone.connect(level).connect(sound.destination);
  tone.start();
  tone.stop(sound.currentTime + SOUND);
}

export function startRinging(): void {
  if (ringing) return;
  const sound = (context ??= new AudioContext());
  void sound.resume();
  once(sound);
  ringing = setInterval(() => once(sound), PERIOD * 1000);
}

export function stopRinging(): void {
  clearInterval(ringing);
  ringing = undefined;
  // Silence also a tone that has just begun.
  void context?.suspend();
}
