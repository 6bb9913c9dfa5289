import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from "vue";
import { useRouter, type RouteLocationRaw } from "vue-router";
import { orders } from "@/api/desk";
import { fromAddress } from "@/pure/filter";
import { ranked } from "@/pure/palette";
import { asDeskError, type DeskError } from "@/pure/problem";
import { roomsFor } from "@/router";
import { commandsNow, type Command } from "./useKeys";
import { useRecent } from "./useRecent";
import { useSession } from "./useSession";
import { useViews } from "./useViews";

/** What the palette offers: what can be done here, orders, saved views, pages. */

export interface Entry {
  key: string;
  name: string;
  side: string;
  /** The shortcut that does the same. */
  keys: string;
  run: () => void;
}

const FOUND = 8;
const OF_ITSELF = "Ctrl+K";

export function usePalette(open: Ref<boolean>, text: Ref<string>) {
  const router = useRouter();
  const { can } = useSession();
  const { recent } = useRecent();
  const { views, load } = useViews();
  const commands = shallowRef<Command[]>([]);
  const found = shallowRef<Entry[]>([]);
  const problem = shallowRef<DeskError | null>(null);
  const looking = ref(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;

  const reads = () => can("order:read", "order:dispatch", "assignment:sign");
  const way = (key: string, name: string, side: string, to: RouteLocationRaw): Entry => ({ key, name, side, keys: "", run: () => void router.push(to) });
  const order = (one: { id: string; title: string }, side: string) => way(one.id, one.title, side, `/orders/${one.id}`);

  const acts = computed(() => commands.value.map((one): Entry => ({ key: `act ${one.keys ?? ""} ${one.label}`, name: one.label, side: one.group, keys: one.keys ?? "", run: one.run })));
  const kept = computed(() => [
    ...recent.value.map((one) => order(one, `${one.number} · 最近打开`)),
    ...views.value.map((view) => way(view.id, view.name, "常用筛选", { path: "/orders", query: { ...fromAddress(view.fields) } })),
    ...roomsFor(can).map((room) => way(room.path, room.name, "页面", room.path)),
  ]);
  const entries = computed(() => {
    const own = ranked([...acts.value, ...kept.value], text.value);
    const known = new Set(own.map((one) => one.key));
    return [...own, ...found.value.filter((one) => !known.has(one.key))];
  });

  async function look(word: string, mine: number): Promise<void> {
    try {
      const page = await orders.list({ q: word }, "");
      if (mine === turn) found.value = page.rows.slice(0, FOUND).map((row) => order(row, `${row.number} · ${row.state_name}`));
    } catch (thrown) {
      if (mine === turn) problem.value = asDeskError(thrown);
    } finally {
      if (mine === turn) looking.value = false;
    }
  }
  function forget(): void {
    clearTimeout(timer);
    turn += 1;
    found.value = [];
    problem.value = null;
    looking.value = false;
  }

  watch(text, (now) => {
    forget();
    const word = now.trim();
    if (word.length < 2 || !reads()) return;
    looking.value = true;
    timer = setTimeout(() => void look(word, turn), 250);
  });
  watch(open, async (now) => {
    forget();
    if (!now) return;
    commands.value = commandsNow().filter((one) => one.keys !== OF_ITSELF);
    try {
      if (reads()) await load();
    } catch (thrown) {
      problem.value = asDeskError(thrown);
    }
  });
  onScopeDispose(forget);

  return { entries, problem, looking };
}
