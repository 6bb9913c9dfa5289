/** Shortcuts as text ("Ctrl+Enter", "J", "?") against keyboard events. */
export interface Stroke {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

export function matches(shortcut: string, stroke: Stroke): boolean {
  const parts = shortcut.split("+");
  const key = parts[parts.length - 1] ?? "";
  const ctrl = parts.includes("Ctrl");
  const alt = parts.includes("Alt");
  if (ctrl !== (stroke.ctrlKey || stroke.metaKey) || alt !== stroke.altKey) return false;
  // "?" needs Shift on most keyboards: for signs the character itself is the test.
  if (/^[A-Z]$/.test(key) && parts.includes("Shift") !== stroke.shiftKey) return false;
  return stroke.key.toLowerCase() === key.toLowerCase();
}

/** Single characters and bare Enter must not fire while someone is typing. */
export function isPlain(shortcut: string): boolean {
  return !shortcut.includes("+") && (shortcut.length === 1 || shortcut === "Enter" || shortcut.startsWith("Arrow"));
}
