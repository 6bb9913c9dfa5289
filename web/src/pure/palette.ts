import { initials } from "./initials";

/** Which of the named things a person means by a few characters: the name, its beginning, initials, or characters in order. */

export interface Named {
  name: string;
}

const EXACT = 100;
const START = 80;
const INSIDE = 60;
const INITIALS = 50;
const INITIALS_INSIDE = 40;
const IN_ORDER = 20;

export function score(name: string, text: string): number {
  const word = text.replace(/\s+/g, "").toLowerCase();
  const whole = name.toLowerCase();
  if (!word) return 1;
  if (whole === word) return EXACT;
  if (whole.startsWith(word)) return START;
  if (whole.includes(word)) return INSIDE;
  const short = initials(name).toLowerCase();
  if (short.startsWith(word)) return INITIALS;
  if (short.includes(word)) return INITIALS_INSIDE;
  return inOrder(whole, word) ? IN_ORDER : 0;
}

/** Those that fit, best first, among equals as they came. */
export function ranked<T extends Named>(items: readonly T[], text: string): T[] {
  return items
    .map((item) => ({ item, points: score(item.name, text) }))
    .filter((one) => one.points > 0)
    .sort((a, b) => b.points - a.points)
    .map((one) => one.item);
}

/** All characters of the word, in their order, with others between them; two at least, or everything would fit. */
function inOrder(name: string, word: string): boolean {
  let at = -1;
  return word.length > 1 && [...word].every((character) => (at = name.indexOf(character, at + 1)) >= 0);
}
