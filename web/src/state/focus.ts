import { nextTick } from "vue";

/** Put the cursor into the control with this id, or into the first control of a group with it. Element Plus sets ids one tick after mounting. */
export async function focusOn(id: string): Promise<void> {
  await nextTick();
  await nextTick();
  const found = document.getElementById(id);
  const control = found?.matches("input, textarea, select, button") ? found : found?.querySelector<HTMLElement>("input, textarea, button");
  (control ?? found)?.focus();
}
