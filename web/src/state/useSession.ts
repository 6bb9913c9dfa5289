import { computed, reactive, readonly } from "vue";
import { session as api } from "@/api/desk";
import { keepToken, whenSignedOut } from "@/api/http";
import type { Session } from "@/api/types";

/** Who is signed in and what they may do. One for the whole desk. */

const state = reactive<{ session: Session | null; lost: boolean }>({ session: null, lost: false });
let waiting: { promise: Promise<void>; done: () => void } | null = null;

function take(session: Session): Session {
  keepToken(session.csrf);
  state.session = session;
  return session;
}

function lose(): Promise<void> {
  if (!waiting) {
    let done = () => {};
    const promise = new Promise<void>((resolve) => (done = resolve));
    waiting = { promise, done };
    state.lost = true;
    // The token of the ended session is no use for signing in again.
    void api.read().then((fresh) => keepToken(fresh.csrf), () => {});
  }
  return waiting.promise;
}

whenSignedOut(lose);

async function signIn(username: string, password: string): Promise<Session> {
  const before = state.session?.account?.id;
  const session = await api.open(username, password);
  if (state.lost && before && before !== session.account?.id) {
    // Somebody else: nothing of the former person's may stay on the screen.
    location.assign("/desk/");
    return session;
  }
  take(session);
  state.lost = false;
  waiting?.done();
  waiting = null;
  return session;
}

const account = computed(() => state.session?.account ?? null);
const line = computed(() => state.session?.line ?? { name: "政务服务便民热线", short_name: "政务热线", number: "12345", city: "" });

export function useSession() {
  return {
    state: readonly(state),
    account,
    line,
    posts: computed(() => state.session?.posts ?? []),
    reasons: computed(() => state.session?.reveal_reasons ?? []),
    signedIn: computed(() => Boolean(state.session?.signed_in && state.session.account)),
    can: (...permissions: string[]) => permissions.some((one) => state.session?.permissions.includes(one)),
    load: async () => take(await api.read()),
    signIn,
    changePassword: async (old: string, fresh: string) => take(await api.changePassword(old, fresh)),
    signOut: async () => {
      await api.close();
      location.assign("/desk/");
    },
  };
}
