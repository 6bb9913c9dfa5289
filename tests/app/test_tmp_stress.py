import time, random
from tests.app.support import Town, until, file_order
def test_stress(town: Town) -> None:
    took = []
    for n in range(8):
        worker = town.start_worker()
        time.sleep(random.random()*1.5)
        with town.database_away():
            until(lambda: "waits for the database" in worker.log.read_text(encoding="utf-8"))
            time.sleep(random.random()*(12 if n%2 else 2))
            t = time.monotonic()
            worker.process.terminate()
            try: worker.process.wait(45)
            except Exception: took.append(("HANG", worker.log.read_text()[-3000:])); worker.kill(); continue
            took.append((round(time.monotonic()-t,1), worker.process.returncode))
    print(took)
    assert 0
