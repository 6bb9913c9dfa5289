"""The command `yihao`. Each command calls one function of another room, imported only when it is called."""

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from yihao.cli.chinese import speak_chinese

speak_chinese()

import click  # noqa: E402

from yihao.cli.simulation import simulate  # noqa: E402

_Command = Callable[..., None]


def _where(command: _Command) -> _Command:
    """The options that say where to serve."""
    command = click.option("--port", type=click.IntRange(1, 65535), help="端口。默认取设置 port。")(command)
    return click.option("--host", help="监听地址。默认取设置 host。")(command)


_MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"]
_folder = click.argument("folder", required=False, type=click.Path(path_type=Path))


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def app() -> None:
    """一号：12345 政务服务便民热线平台。"""


@app.command()
@_where
def up(host: str | None, port: int | None) -> None:
    """启动全部：数据库、网页服务、后台任务。Ctrl+C 停止。"""
    from yihao.cli.up import run

    run(host, port)


@app.command()
@_where
def web(host: str | None, port: int | None) -> None:
    """只启动网页服务。"""
    from yihao.cli.session import checked_settings, refuse_if_open, serving

    settings = checked_settings()
    refuse_if_open(host or settings.host)
    with serving():
        from yihao.app.web import serve

        serve(host or settings.host, port or settings.port)


@app.command()
def worker() -> None:
    """只启动后台任务。"""
    from yihao.cli.session import serving

    with serving():
        from yihao.app.worker import run

        run()


@app.command()
def switchboard() -> None:
    """只启动话务控制（须有话务引擎）。"""
    from yihao.cli.session import serving

    with serving():
        from yihao.app.switchboard import run

        run()


@app.group()
def engine() -> None:
    """话务引擎：获取、状态、运行。"""


@engine.command("fetch")
def engine_fetch() -> None:
    """从 apt 所用的 Debian 镜像取得 Asterisk，放进数据目录；不改动本机的软件包。"""
    from yihao.cli.engine import fetch_engine

    fetch_engine()


@engine.command("status")
def engine_status() -> None:
    """有没有话务引擎，是否在运行。"""
    from yihao.cli.engine import status

    sys.exit(status())


@engine.command("run")
def engine_run() -> None:
    """只运行话务引擎（前台）。"""
    from yihao.cli.engine import run

    run()


@app.command()
@click.argument("number", required=False)
@click.option("--say", default="", help="接通后说的话：资料包语音的代码或文字，或任意一句话（须已装语音合成）。")
@click.option("--from", "caller", default="13800000001", help="主叫号码。")
@click.option("--seconds", type=click.FloatRange(min=1), help="接通多少秒后挂断。")
@click.option("--keys", default="", help="接通后依次按的键，逗号停两秒，如 ,,1。")
@click.option("--wait", is_flag=True, help="不拨出，代替公众电话网接听本系统打出的电话。")
def call(number: str | None, say: str, caller: str, seconds: float | None, keys: str, wait: bool) -> None:
    """用一部测试电话拨打 NUMBER，真实通话，边听边说明听到了什么。"""
    from yihao.cli import call as caller_of

    if wait:
        sys.exit(caller_of.wait(seconds))
    if not number:
        raise click.UsageError("请写明要拨的号码，如 yihao call 12345。")
    sys.exit(caller_of.call(caller_of.Wish(number, caller, say, seconds, keys)))


@app.command(hidden=True)
def prepare() -> None:
    """升级数据、载入资料包、建立演示账号（由 up 调用）。"""
    from yihao.cli.session import application

    with application():
        from yihao.cli.preparation import answer

        answer()


@app.command()
def status() -> None:
    """现在怎样：列出超过警戒线的每一项。"""
    from yihao.cli.session import application

    with application():
        from yihao.cli.status import status as tell

        sys.exit(tell())


@app.command()
@click.option("--token", is_flag=True, help="只输出抓取 /metrics 所用的令牌。")
def metrics(token: bool) -> None:
    """输出全系统的监控指标（Prometheus 格式；各网页进程自己的指标见其 /metrics）。"""
    from yihao.cli.session import application

    with application():
        from yihao.app.metrics import exposition

        print(exposition.token() if token else exposition.installation().decode(), end="\n" if token else "")


@app.group()
def db() -> None:
    """数据库：升级、检查、备份、恢复。"""


@db.command("upgrade")
def db_upgrade() -> None:
    """把数据库升级到本版本的表结构。"""
    from yihao.cli.session import application

    with application():
        from yihao.cli.database import upgrade

        upgrade()


@db.command("check")
def db_check() -> None:
    """检查数据库的版本、扩展和表结构。"""
    from yihao.cli.session import application

    with application():
        from yihao.cli.database import check

        sys.exit(check())


_backup = click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))


@db.command("backup")
@click.option("--to", type=click.Path(path_type=Path, file_okay=False), help="备份目录。默认取设置 backup_folder。")
def db_backup(to: Path | None) -> None:
    """备份数据库、附件和录音（不含密钥），业务照常进行；到期的旧备份随后删除。"""
    from yihao.cli.session import application

    with application():
        from yihao.cli.backup import backup

        sys.exit(backup(to))


@db.command("check-backup")
@_backup
def db_check_backup(folder: Path) -> None:
    """逐字节校验一份备份（FOLDER 是某一次备份的目录）。"""
    from yihao.cli.backup import check as check_backup
    from yihao.cli.session import django_alone

    django_alone()
    sys.exit(check_backup(folder))


@db.command("restore")
@_backup
@click.option("--replace", is_flag=True, help="数据库里已有数据时，用备份整个替换它。")
@click.option("--yes", is_flag=True, help="不再询问。")
@click.option("--reason", default="", help="同时确认恢复，让台账继续编号：由哪份备份恢复、谁批准的。不要写个人信息。")
def db_restore(folder: Path, replace: bool, yes: bool, reason: str) -> None:
    """由备份 FOLDER 恢复数据库和文件，核对清单，再校验台账。须先停止全部服务，并放好原密钥文件。"""
    from yihao.cli.backup import restore
    from yihao.cli.session import Refusal

    if reason and not 4 <= len(reason.strip()) <= 200:
        raise Refusal("请用 4 到 200 个字说明原因。")
    sys.exit(restore(folder, replace, yes, reason.strip()))


@app.group()
def region() -> None:
    """地区资料包：校验、载入、制作语音。"""


@region.command("check")
@_folder
def region_check(folder: Path | None) -> None:
    """校验资料包，逐条列出错误，不写数据库。FOLDER 默认取设置 region。"""
    from yihao.cli.region import check

    sys.exit(check(folder))


@region.command("load")
@_folder
def region_load(folder: Path | None) -> None:
    """把资料包载入数据库；有错误则什么也不写。FOLDER 默认取设置 region。"""
    from yihao.cli.session import application

    with application():
        from yihao.cli.region import load

        sys.exit(load(folder))


@region.command("voice")
@_folder
@click.option("--voice", "name", default="", help="发音人，如 zf_xiaobei（女）、zm_yunyang（男）。")
@click.option("--again", is_flag=True, help="全部重新合成。")
def region_voice(folder: Path | None, name: str, again: bool) -> None:
    """由提示文字合成语音；audio/代码.wav 是录音，优先使用，不会被覆盖。首次运行要下载模型。"""
    from yihao.cli.voice import voice

    sys.exit(voice(folder, name, again))


@app.group()
def hotlines() -> None:
    """热线号码：试拨。"""


@hotlines.command("dial")
@click.argument("number")
@click.option("--at", type=click.DateTime(_MOMENTS), help="时间，如 2021-12-20T10:00（本地时间）。默认现在。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def hotlines_dial(number: str, at: datetime | None, as_json: bool) -> None:
    """试拨 NUMBER：逐步列出来电人会遇到什么，以及依据。"""
    from yihao.cli.hotlines import dial

    dial(number, at, as_json)


@app.group()
def audit() -> None:
    """审计：校验台账未被改动。"""


@audit.command("verify")
@click.option("--orders", is_flag=True, help="同时由台账重算每一张工单并比对。")
def audit_verify(orders: bool) -> None:
    """校验台账：列出被改、被删、被插入的每一行。"""
    from yihao.cli.session import application

    with application():
        from yihao.cli.audit import verify

        sys.exit(verify(orders))


@audit.command("accept-restore")
@click.option("--reason", required=True, help="为什么：由哪份备份恢复、谁批准的。不要写个人信息。")
def audit_accept_restore(reason: str) -> None:
    """确认数据库是由较早的备份恢复的，让台账继续编号。须在账本头文件所在的机器上运行。"""
    from yihao.cli.session import Refusal, application

    if not 4 <= len(reason.strip()) <= 200:
        raise Refusal("请用 4 到 200 个字说明原因。")
    with application():
        from yihao.cli.audit import accept_restore
        from yihao.kernel.problems import Problem

        try:
            accept_restore(reason.strip())
        except Problem as problem:
            raise Refusal(problem.title) from None


@app.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def bench(name: str, as_json: bool) -> None:
    """性能测试 NAME，与规定的上限比较。"""
    from yihao.cli.session import application

    with application():
        from yihao.app.bench import run

        sys.exit(run(name, as_json))


app.add_command(simulate)


@app.command("openapi")
def print_openapi() -> None:
    """输出接口说明（OpenAPI 3.1）。"""
    from yihao.cli.session import django_alone

    django_alone()
    from yihao.app.openapi import document

    print(document(), end="")


@app.command("routes")
def print_routes() -> None:
    """输出所有接口及其权限。"""
    from yihao.cli.session import django_alone

    django_alone()
    from yihao.app.openapi import routes

    print(routes(), end="")


@app.command()
@click.argument("username")
@click.argument("name")
def administrator(username: str, name: str) -> None:
    """开通一个系统管理员账号：登录名 USERNAME，姓名 NAME。正式安装的第一个账号由此而来。"""
    from yihao.cli.session import Refusal, application

    with application():
        from yihao.app.setup import open_administrator
        from yihao.kernel.problems import Problem

        try:
            password = open_administrator(username, name)
        except Problem as problem:
            raise Refusal(f"{problem.title}。{problem.detail}") from None
    print(f"已开通 {username}，初始密码：{password}（只显示这一次，首次登录须修改）")


@app.command("docs")
def write_docs() -> None:
    """重新生成由代码得出的文档（openapi.json 和 docs 下的接口、事件、流转表）。"""
    from yihao.cli.session import django_alone

    django_alone()
    from yihao.app.documents import write

    changed = write(Path(__file__).parents[3])
    print("\n".join(changed) if changed else "文档已是最新")


def main() -> None:
    """Run the command line. Our own errors carry a sentence for people and are shown without a traceback, and a database
    that is away is no mistake of the program's."""
    try:
        app(prog_name="yihao")
    except RuntimeError as refused:
        if not type(refused).__module__.startswith("yihao."):
            raise
        print(f"yihao：{refused}", file=sys.stderr)
        sys.exit(1)
    except Exception as fault:
        if type(fault).__name__ != "OperationalError":  # Django's, which is not imported for `--help`
            raise
        print(f"yihao：连不上数据库，或它做不了这一步：{str(fault).strip()}", file=sys.stderr)
        sys.exit(1)
