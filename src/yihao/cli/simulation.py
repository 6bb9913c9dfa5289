"""`yihao simulate`: the past of a simulated city."""


def build(orders: int) -> None:
    """Build the database that benches play on, or go on with it; say which older ones may go."""
    from yihao.app.bench.template import outdated, template

    found = template(orders, lambda text: print(text, flush=True))
    print(f"数据库 {found.name} 已备好，{orders:,} 件工单；密钥在 {found.folder}")
    for name in outdated():
        print(f"数据库 {name} 由旧版本造成，不再使用，可以删除：DROP DATABASE {name}")
