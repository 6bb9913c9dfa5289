import { search, type Findable } from "./search";

/** What a pick box offers: hits while one types, otherwise one level of the tree with the way back up. */

export interface Option {
  key: string;
  name: string;
  side: string;
  branch: boolean;
  back: boolean;
}

export type Pickable = Findable & { parent?: string | null; leaf?: boolean };

export interface View {
  text: string;
  /** The node whose children are shown; null is the top. */
  at: string | null;
  tree: boolean;
  branches: boolean;
  exclude: readonly string[];
}

const FIRST = 50;

export function optionsFor(items: readonly Pickable[], view: View): Option[] {
  const offered = (item: Pickable) => !view.exclude.includes(item.key);
  if (view.text.trim()) {
    return search(items, view.text)
      .filter(({ item }) => offered(item) && (!view.tree || view.branches || item.leaf))
      .map(({ item, by }) => plain(item, [item.path.join(" / "), by ? `含“${by}”` : ""].filter(Boolean).join(" · ")));
  }
  if (!view.tree) return items.filter(offered).slice(0, FIRST).map((item) => plain(item, item.path.join(" / ")));
  const here = items.filter((item) => (item.parent ?? null) === view.at).map((item) => ({ ...plain(item, ""), branch: !item.leaf }));
  const above = view.at ? items.find((item) => item.key === view.at) : undefined;
  return above ? [{ ...plain(above, ""), name: `返回上一级（${above.name}）`, back: true }, ...here] : here;
}

function plain(item: Pickable, side: string): Option {
  return { key: item.key, name: item.name, side, branch: false, back: false };
}
