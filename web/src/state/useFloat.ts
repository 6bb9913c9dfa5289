import { nextTick, onScopeDispose, ref, type Ref } from "vue";

/** A panel that floats under (or above) its control, outside every scrolling box. */
export function useFloat(anchor: Ref<HTMLElement | null>, panel: Ref<HTMLElement | null>) {
  const open = ref(false);
  const place = ref<Record<string, string>>({});

  function measure(): void {
    const box = anchor.value?.getBoundingClientRect();
    if (!box) return;
    const below = window.innerHeight - box.bottom;
    const up = (panel.value?.offsetHeight ?? 0) > below && box.top > below;
    const left = Math.max(0, Math.min(box.left, window.innerWidth - (panel.value?.offsetWidth ?? box.width)));
    place.value = {
      left: `${left}px`,
      width: `${box.width}px`,
      ...(up ? { bottom: `${window.innerHeight - box.top}px` } : { top: `${box.bottom}px` }),
    };
  }

  function onScroll(event: Event): void {
    if (event.target instanceof Node && panel.value?.contains(event.target)) return;
    measure();
  }

  function hide(): void {
    open.value = false;
    window.removeEventListener("scroll", onScroll, true);
    window.removeEventListener("resize", measure);
  }

  function show(): void {
    if (open.value) return;
    open.value = true;
    measure();
    void nextTick(measure);
    window.addEventListener("scroll", onScroll, true);
    window.addEventListener("resize", measure);
  }

  onScopeDispose(hide);
  return { open, place, show, hide };
}
