/** The shape of a recording: what each side said how loudly, and where in it one points. */

const LOUDEST = 255;

/** A side as the outline of one lane, `wide` × `tall`, around its middle; a closed SVG path. */
export function outline(peaks: readonly number[], wide: number, tall: number): string {
  if (!peaks.length) return "";
  const half = tall / 2;
  const step = wide / peaks.length;
  const at = (nth: number) => ((nth + 0.5) * step).toFixed(1);
  const high = (peak: number) => Math.max(0.5, (Math.min(peak, LOUDEST) / LOUDEST) * half);
  const up = peaks.map((peak, nth) => `${at(nth)},${(half - high(peak)).toFixed(1)}`);
  const down = peaks.map((peak, nth) => `${at(nth)},${(half + high(peak)).toFixed(1)}`).reverse();
  return `M${[...up, ...down].join("L")}Z`;
}

/** The second that a point of a lane stands for. */
export function secondAt(x: number, wide: number, seconds: number): number {
  if (wide <= 0) return 0;
  return Math.max(0, Math.min(1, x / wide)) * seconds;
}
