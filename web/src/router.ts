import { createRouter, createWebHistory, type RouteRecordRaw } from "vue-router";
import { firstPage } from "./pure/start";
import { chosenFirst } from "./state/preferences";
import { useSession } from "./state/useSession";

/** The rooms of the desk, in the order of the rail. What a person may not do is not there for them. */

export interface Room {
  path: string;
  name: string;
  /** Any of these opens the room; none: it is everybody's. */
  permissions: string[];
  /** Queues whose counts stand on the rail. */
  queues: string[];
}

export const ROOMS: readonly Room[] = [
  { path: "/start", name: "工作台", permissions: [], queues: [] },
  { path: "/intake", name: "受理台", permissions: ["appeal:record"], queues: [] },
  { path: "/appeals", name: "网上诉求", permissions: ["appeal:record"], queues: ["filed"] },
  { path: "/dispatch", name: "派单", permissions: ["order:dispatch"], queues: ["review"] },
  { path: "/inbox", name: "承办收件", permissions: ["assignment:sign", "assignment:reply"], queues: ["sign", "handling"] },
  { path: "/supplement", name: "待补充", permissions: ["appeal:record"], queues: ["supplement"] },
  { path: "/check", name: "办结审核", permissions: ["order:check"], queues: ["check"] },
  { path: "/visit", name: "回访", permissions: ["visit:attempt"], queues: ["visit"] },
  { path: "/callbacks", name: "漏话回拨", permissions: ["call:take"], queues: ["callback"] },
  { path: "/judge", name: "不满意研判", permissions: ["order:judge"], queues: ["judge"] },
  { path: "/rosters", name: "排班", permissions: ["roster:manage"], queues: [] },
  { path: "/my-roster", name: "我的排班", permissions: ["roster:read"], queues: [] },
  { path: "/wallboard", name: "话务监控", permissions: ["call:supervise"], queues: [] },
  { path: "/calls", name: "通话记录", permissions: ["call:take", "call:supervise"], queues: [] },
  { path: "/nuisance", name: "骚扰来电", permissions: ["call:supervise"], queues: ["nuisance"] },
  { path: "/orders", name: "全部工单", permissions: ["order:read"], queues: [] },
  { path: "/numbers", name: "热线号码", permissions: ["number:read"], queues: [] },
  { path: "/merge", name: "归并进度", permissions: ["merge:read"], queues: [] },
  { path: "/ledger", name: "台账", permissions: ["ledger:read"], queues: [] },
  { path: "/looks", name: "访问记录", permissions: ["ledger:read"], queues: [] },
  { path: "/checks", name: "校验", permissions: ["ledger:read"], queues: [] },
  { path: "/jobs", name: "后台任务", permissions: ["job:manage"], queues: [] },
];

const QUEUES: Record<string, { queue: string; about: string; emptyTitle: string; emptyWhy: string; dispatching?: boolean }> = {
  "/dispatch": {
    queue: "review",
    about: "受理后等待派出的工单，按剩余时间排列",
    emptyTitle: "没有等待派单的工单",
    emptyWhy: "受理台生成工单后会自动出现在这里。",
    dispatching: true,
  },
  "/supplement": {
    queue: "supplement",
    about: "派单员退回补充的工单，补齐后重新进入派单",
    emptyTitle: "没有需要补充的工单",
    emptyWhy: "派单员认为要素不全时，会退到这里。",
  },
  "/check": {
    queue: "check",
    about: "承办单位已答复，审核后进入回访",
    emptyTitle: "没有等待审核的答复",
    emptyWhy: "承办单位提交答复后会出现在这里。",
  },
  "/visit": {
    queue: "visit",
    about: "审核通过的工单，听取诉求人的评价",
    emptyTitle: "没有等待回访的工单",
    emptyWhy: "办结审核通过后会出现在这里。",
  },
  "/judge": {
    queue: "judge",
    about: "诉求人不满意的工单，判定重办或解释终结",
    emptyTitle: "没有等待研判的工单",
    emptyWhy: "回访结果为不满意的工单会出现在这里。",
  },
};

function roomRoute(room: Room): RouteRecordRaw {
  const meta = { title: room.name, permissions: room.permissions };
  const queue = QUEUES[room.path];
  if (queue) return { path: room.path, component: () => import("./pages/QueuePage.vue"), props: { ...queue, title: room.name }, meta };
  const pages: Record<string, () => Promise<unknown>> = {
    "/start": () => import("./pages/StartPage.vue"),
    "/intake": () => import("./pages/IntakePage.vue"),
    "/appeals": () => import("./pages/AppealsPage.vue"),
    "/inbox": () => import("./pages/InboxPage.vue"),
    "/wallboard": () => import("./pages/WallboardPage.vue"),
    "/calls": () => import("./pages/CallsPage.vue"),
    "/callbacks": () => import("./pages/CallbacksPage.vue"),
    "/nuisance": () => import("./pages/NuisancePage.vue"),
    "/orders": () => import("./pages/OrdersPage.vue"),
    "/numbers": () => import("./pages/NumbersPage.vue"),
    "/rosters": () => import("./pages/RostersPage.vue"),
    "/my-roster": () => import("./pages/MyRosterPage.vue"),
    "/merge": () => import("./pages/MergePage.vue"),
    "/jobs": () => import("./pages/JobsPage.vue"),
    "/ledger": () => import("./pages/LedgerPage.vue"),
    "/looks": () => import("./pages/LooksPage.vue"),
    "/checks": () => import("./pages/ChecksPage.vue"),
  };
  const page = pages[room.path];
  if (!page) throw new Error(room.path);
  return { path: room.path, component: page as RouteRecordRaw["component"], meta } as RouteRecordRaw;
}

export function roomsFor(can: (...permissions: string[]) => boolean): Room[] {
  return ROOMS.filter((room) => !room.permissions.length || can(...room.permissions));
}

export const router = createRouter({
  history: createWebHistory("/desk/"),
  routes: [
    { path: "/", component: () => import("./pages/StartPage.vue"), meta: { title: "工作台" } },
    { path: "/sign-in", component: () => import("./pages/SignInPage.vue"), meta: { title: "登录", open: true } },
    { path: "/first-password", component: () => import("./pages/FirstPasswordPage.vue"), meta: { title: "修改密码" } },
    ...ROOMS.map(roomRoute),
    {
      path: "/orders/:id",
      component: () => import("./pages/OrderPage.vue"),
      props: (route) => ({ id: String(route.params.id), from: typeof route.query.from === "string" ? route.query.from : "" }),
      meta: { title: "工单" },
    },
    { path: "/:rest(.*)*", component: () => import("./pages/MissingPage.vue"), meta: { title: "没有这个页面" } },
  ],
});

router.beforeEach(async (to) => {
  const session = useSession();
  if (!session.state.session) {
    try {
      await session.load();
    } catch {
      // The shell shows that the server cannot be reached.
      return true;
    }
  }
  if (!session.signedIn.value) return to.meta.open ? true : { path: "/sign-in", query: { to: to.fullPath } };
  if (session.account.value?.must_change_password) return to.path === "/first-password" ? true : "/first-password";
  const first = firstPage(chosenFirst(), roomsFor(session.can));
  if (to.meta.open || to.path === "/" || to.path === "/first-password") return first;
  const needed = Array.isArray(to.meta.permissions) ? to.meta.permissions.map(String) : [];
  if (needed.length && !session.can(...needed)) return first;
  return true;
});

router.afterEach((to) => {
  document.title = `${String(to.meta.title ?? "")} · ${useSession().line.value.short_name}`;
});
