import { onScopeDispose, shallowRef, watch, type Ref } from "vue";
import { presence, type Here, type Present } from "@/api/presence";
import { uuid } from "@/pure/ids";

/** Says every few seconds what is open here, and knows who else has it open. A window in the background says nothing,
 * unless something is being written in it: then a colleague should know. */

const BEAT = 5000;

export function usePresence(subject: Here["subject"], id: Ref<string>, doing: Ref<string>) {
  const own = uuid();
  const people = shallowRef<readonly Present[]>([]);
  let said = false;
  let closing = false;

  async function beat(): Promise<void> {
    const about = id.value;
    if (!about || closing || (document.hidden && !doing.value)) return leave();
    said = true;
    try {
      const found = await presence.beat({ window: own, subject, subject_id: about, doing: doing.value });
      if (about === id.value) people.value = found;
    } catch {
      // Not knowing who else is there is no fault of the page: nobody is shown, and the connection state tells.
      people.value = [];
    }
  }
  async function leave(): Promise<void> {
    people.value = [];
    if (!said) return;
    said = false;
    try {
      await presence.leave(own);
    } catch {
      // It ends by itself some seconds later.
    }
  }
  const look = () => void beat();
  const bye = () => {
    closing = true; // the browser says "hidden" after this, which must not bring the window back
    void leave();
  };
  const back = () => {
    closing = false;
    look();
  };

  watch([id, doing], ([now], [before]) => {
    if (now !== before) people.value = [];
    look();
  });
  look();
  const timer = setInterval(look, BEAT);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pagehide", bye);
  window.addEventListener("pageshow", back);
  onScopeDispose(() => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", look);
    window.removeEventListener("pagehide", bye);
    window.removeEventListener("pageshow", back);
    bye();
  });
  return people;
}
