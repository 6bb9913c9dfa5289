"""Opens every text of a bulk, and counts contents that are alike: `texts N`, `contents N`, `alike N`. Run as a process of its own."""

import os
from collections import Counter

import django


def main() -> None:
    """Raises what `unseal` does."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "yihao.app.settings"
    django.setup()
    from yihao.kernel import sql
    from yihao.kernel.crypto import unseal

    contents: Counter[str] = Counter()
    texts = sql.rows("SELECT id, kind, body FROM appeal_text")
    for text in texts:
        found = unseal(bytes(text["body"]), "appeal_text.body", text["id"])
        if text["kind"] == "content":
            contents[found] += 1
    for appeal in sql.rows("SELECT id, title, name, phone FROM appeal"):
        for column in ("title", "name", "phone"):
            assert unseal(bytes(appeal[column]), f"appeal.{column}", appeal["id"])
    print("texts", len(texts))
    print("contents", contents.total())
    print("alike", sum(n - 1 for n in contents.values()))


if __name__ == "__main__":
    main()
