"""方案 三(一)1: the words a merged number plays are the plan's, to the letter."""

from yihao.app.region import Pack


def test_prompt_of_merged_numbers(pack: Pack) -> None:
    words = "您好，欢迎您的来电，此号码热线功能已并入12345，业务咨询及投诉，请拨打12345热线"
    assert pack.prompts["merged_number"] == words
