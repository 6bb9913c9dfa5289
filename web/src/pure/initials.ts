/** Initials of pinyin, from the browser's own collation: 派单 → PD. A table of readings is needed for whole syllables only;
 * here people type the initials of what stands on their rail. */

const LETTERS = "ABCDEFGHJKLMNOPQRSTWXYZ";
/** The first character of each letter in the order of pinyin. */
const FIRST = "阿八嚓咑妸发旮哈丌咔垃妈拏噢妑七呥仨他穵夕丫帀";
const byPinyin = new Intl.Collator("zh-Hans-u-co-pinyin");
/** Characters of the desk's words whose reading here is not the one that they are sorted under. */
const READ: Readonly<Record<string, string>> = { 重: "C", 调: "D", 长: "C", 行: "X" };

export function initials(text: string): string {
  return [...text].map(initial).join("").toUpperCase();
}

function initial(character: string): string {
  if (!/\p{Script=Han}/u.test(character)) return character;
  const known = READ[character];
  if (known) return known;
  let found = "A";
  for (let at = 0; at < FIRST.length; at += 1) {
    if (byPinyin.compare(FIRST.charAt(at), character) > 0) break;
    found = LETTERS.charAt(at);
  }
  return found;
}
