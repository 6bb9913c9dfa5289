"""Chinese for the words that the command line library says itself (it asks gettext for each of them)."""

import gettext

_WORDS = {
    "Usage:": "用法：",
    "Options": "选项",
    "Commands": "命令",
    "Positional arguments": "参数",
    "Aborted!": "已中止。",
    "Error: {message}": "错误：{message}",
    "Show this message and exit.": "显示本说明。",
    "default: {default}": "默认：{default}",
    "Missing command.": "缺少命令。",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "No such command {name!r}.": "没有命令 {name!r}。",
    "No such option {name!r}.": "没有选项 {name!r}。",
    "Option {name!r} does not take a value.": "选项 {name!r} 不带值。",
    "{value!r} is not a valid {number_type}.": "{value!r} 不是数字。",
    "{value} is not in the range {range}.": "{value} 不在 {range} 之内。",
    "Invalid value: {message}": "值无效：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 的值无效：{message}",
    "Try '{command} {option}' for help.": "用“{command} {option}”查看说明。",
}
_COUNTED = {
    "{value!r} does not match the format {format}.": "时间 {value!r} 应写成 2021-12-20T10:00 的样子。",
    "Got unexpected extra argument ({args})": "多余的参数：{args}",
    "Option {name!r} requires an argument.": "选项 {name!r} 需要一个值。",
    "Did you mean {possibility}?": "是不是 {possibility}？",
    "(Possible options: {possibilities})": "（可能是：{possibilities}）",
}


def speak_chinese() -> None:
    """Answer gettext's questions in Chinese. To be called before the command line library is imported."""
    vars(gettext)["gettext"] = lambda text: _WORDS.get(text, text)
    vars(gettext)["ngettext"] = lambda one, many, n: _COUNTED.get(one, one if n == 1 else many)
