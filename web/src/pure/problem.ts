import type { Change, FieldError } from "@/api/types";

/** The parts of a problem document that the desk uses; any of them may be missing from a proxy's answer. */
export interface Problem {
  title: string;
  status: number;
  code: string;
  detail?: string | null;
  errors?: FieldError[] | null;
  changes?: Change[] | null;
}

/** The one kind of error the desk knows: words to show, what was kept, and whether trying again makes sense. */
export class DeskError extends Error {
  readonly code: string;
  readonly status: number;
  readonly detail: string;
  readonly errors: FieldError[];
  readonly changes: Change[];

  constructor(problem: Problem) {
    super(problem.title);
    this.name = "DeskError";
    this.code = problem.code;
    this.status = problem.status;
    this.detail = problem.detail ?? "";
    this.errors = problem.errors ?? [];
    this.changes = problem.changes ?? [];
  }

  /** The same request may be sent again with the same Idempotency-Key. */
  get retriable(): boolean {
    return this.code === "offline" || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

/** Words for answers that carry none of their own, by status. Keys are also the codes the server uses. */
const WORDS: Record<string, readonly [title: string, detail: string]> = {
  offline: ["连接不上服务器", "您填写的内容都还在。网络恢复后会自动再试。"],
  database_unavailable: ["系统暂时繁忙", "您填写的内容都还在，稍候会自动再试。"],
  signed_out: ["登录已失效", "重新登录后接着办理，填写的内容都还在。"],
  csrf: ["页面已过期", "请再试一次，填写的内容都还在。"],
  forbidden: ["您没有办理这一步的权限", "如确需办理，请联系本单位管理员。"],
  not_found: ["没有找到", "它可能已被并单或撤回，也可能不在您可见的范围内。"],
  conflict: ["刚刚有人改动过", "您填写的内容都还在，请看过改动后再提交。"],
  wrong_state: ["现在不能办理这一步", "工单的状态已经变化，请看最新情况。"],
  invalid: ["有几处需要修改", "改好后再提交，其余内容都还在。"],
  too_large: ["文件太大", "请压缩后再传，其余内容都还在。"],
  rate_limited: ["操作太频繁", "请稍等片刻再试。"],
  password_change_required: ["请先修改密码", ""],
  failed: ["系统出错了", "您填写的内容都还在。请再试一次，仍不行请联系管理员。"],
};

const BY_STATUS: Record<number, string> = {
  401: "signed_out",
  403: "forbidden",
  404: "not_found",
  409: "conflict",
  413: "too_large",
  422: "invalid",
  429: "rate_limited",
  502: "database_unavailable",
  503: "database_unavailable",
  504: "database_unavailable",
};

const CHINESE = /[㐀-鿿]/;

function isProblem(body: unknown): body is Partial<Problem> {
  return typeof body === "object" && body !== null && ("title" in body || "code" in body);
}

/** Any failed answer, with or without a problem+json body, in words a person can act on. */
export function problemFrom(status: number, body: unknown): DeskError {
  const given = isProblem(body) ? body : {};
  const code = given.code ?? BY_STATUS[status] ?? "failed";
  const [title, detail] = WORDS[code] ?? WORDS[BY_STATUS[status] ?? "failed"] ?? ["系统出错了", ""];
  return new DeskError({
    code,
    status,
    // A framework's own English phrase is no use to the person at the desk.
    title: given.title && CHINESE.test(given.title) ? given.title : title,
    detail: given.detail && CHINESE.test(given.detail) ? given.detail : detail,
    errors: given.errors ?? [],
    changes: given.changes ?? [],
  });
}

export function offline(): DeskError {
  const [title, detail] = WORDS.offline ?? ["", ""];
  return new DeskError({ code: "offline", status: 0, title, detail });
}

/** Whatever was thrown, as a DeskError. */
export function asDeskError(thrown: unknown): DeskError {
  return thrown instanceof DeskError ? thrown : problemFrom(500, null);
}
