"""`make bench`: the site on PostgreSQL under real lessons, measured beside its own floor.

Prints a table and writes bench/out/latest.json. BENCH_SECONDS bounds every phase, BENCH_SCALE is small or city.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from app.store.engine import Database
from bench import cards, measures, report, rosters, setting
from bench.client import Pool
from bench.machine import postmaster, served
from bench.measures import Measure, phase
from bench.pupils import sign_in
from tests import databases

SECONDS = float(os.environ.get("BENCH_SECONDS", "20"))
SCALE = os.environ.get("BENCH_SCALE", "city")
SPEED = 20.0
IN_FLIGHT = int(os.environ.get("BENCH_PUPILS", "1000"))
OUT = Path(__file__).parent / "out"


async def floor(url: str, database_pid: int) -> Measure:
    """The bare view on the same server, driver and database."""
    plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS bench_floor (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text)"
        )
    with served("bench.floor:app", {"FLOOR_URL": plain}) as (port, pid):

        async def unit(pool: Pool, number: int) -> None:
            await measures.floor_unit(pool, number)

        return await phase("floor", port, pid, database_pid, SECONDS / 2, unit, at_once=measures.CONNECTIONS, warm_up=2)


async def site(
    held: setting.Setting, database: Database, database_pid: int
) -> tuple[list[Measure], list[rosters.Brought]]:
    """Log-ins, whole lessons, and whole lessons again while a list that touches every pupil is brought in."""
    started = datetime.now(UTC)
    environment = held.environment(BENCH_STARTED=started.isoformat(), BENCH_SPEED=str(SPEED))
    wanted = 2 * int(SECONDS * 300 + IN_FLIGHT)
    _campaign, pupils = setting.learners(database, wanted)
    # Sessions begin in the accelerated future, so that they are still alive when their turn comes.
    cookies = setting.sign_in_all(database, pupils, started + timedelta(hours=1))
    password = next(login["password"] for login in held.logins() if login["role"] == "student")
    found: list[Measure] = []
    file = held.instance / "all.csv"
    rows = rosters.write_list(database, file, with_ids=True)
    half = len(cookies) // 2
    with served("bench.site:app", environment) as (port, pid):
        place = (port, pid, database_pid)
        names = [pupil.username for pupil in pupils[-2000:]]
        logins = measures.login_unit(names, password)
        found.append(await phase("log-ins", *place, SECONDS / 4, logins, at_once=8, warm_up=1))
        texts = cards.issue_all(database, pupils[-2000:], started)
        found.append(
            await phase("card log-ins", *place, SECONDS / 4, cards.card_unit(texts), at_once=cards.AT_ONCE, warm_up=1)
        )
        lessons = measures.lesson_unit(cookies[:half], SPEED, seed=1)
        limits = {"at_once": IN_FLIGHT, "warm_up": 8.0, "supply": half}
        found.append(await phase("whole lessons", *place, SECONDS, lessons, **limits))  # type: ignore[arg-type]
        more = measures.lesson_unit(cookies[half:], SPEED, seed=2)
        with rosters.alongside(held, file, rows) as brought:
            found.append(await phase("lessons beside an import", *place, SECONDS, more, **limits))  # type: ignore[arg-type]
    return found, brought


async def boards(held: setting.Setting, database_pid: int) -> list[Measure]:
    """Leaderboard pages, one reader at a time, so that the time is the server's own and not that of a queue."""
    found: list[Measure] = []
    with served("wsgi:app", held.environment()) as (port, pid):
        for login in held.logins():
            if login["role"] != "bureau":
                continue
            pool = Pool(port, 1)
            cookies = await sign_in(pool, login["username"], login["password"])
            pool.close()
            unit = measures.page_unit("/bureau/", cookies)
            name = f"board: {login['scope']}"
            found.append(await phase(name, port, pid, database_pid, max(2, SECONDS / 8), unit, at_once=1, warm_up=0.5))
    return found


def main() -> int:
    """Run everything; exit status 1 where a row is missing or a counter differs from its recount."""
    OUT.mkdir(exist_ok=True)
    with databases.server(durable=True) as server_url, databases.empty_postgresql(server_url) as url:
        held = setting.Setting(url, Path(tempfile.mkdtemp(prefix="first-lesson-bench-")))
        started = time.perf_counter()
        held.flask("database", "upgrade")
        held.flask("content", "publish")
        held.flask("demo", "seed", "--scale", SCALE)
        seeding = time.perf_counter() - started
        print(f"PostgreSQL seeded with the {SCALE} demo in {seeding:.0f} s", flush=True)
        with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
        database = Database(url)
        database_pid = postmaster(str(server_url.query["host"]))
        before = setting.attempts(database)
        first_floor = asyncio.run(floor(url, database_pid))
        found, brought = asyncio.run(site(held, database, database_pid))
        second_floor = asyncio.run(floor(url, database_pid))
        pages = asyncio.run(boards(held, database_pid))
        rows = setting.attempts(database) - before
        try:
            verdict = held.flask("rollups", "verify").strip().splitlines()[-1]
        except Exception as error:
            verdict = f"verify failed: {error}"
        with databases.empty_postgresql(server_url) as fresh_url:
            folder = Path(tempfile.mkdtemp(prefix="first-lesson-bench-"))
            imports = {"empty schools": rosters.into_empty_schools(database, fresh_url, folder)}
        imports["every pupil, beside lessons"] = brought[0]
        database.dispose()
    figures = report.figures(SCALE, seeding, (first_floor, second_floor), found, pages, rows, verdict)
    figures["imports"] = {name: one.figures() for name, one in imports.items()}
    print(report.table(figures))
    for name, one in imports.items():
        print(one.line(f"import, {name}"))
    (OUT / "latest.json").write_text(json.dumps(figures, ensure_ascii=False, indent=2))
    return 0 if figures["is_sound"] and not any(one.status for one in imports.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
