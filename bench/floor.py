"""The floor: one bare Flask view with one INSERT and commit, on the same server, driver and database."""

from __future__ import annotations

import os
import threading

import psycopg
from flask import Flask

app = Flask(__name__)
_local = threading.local()


@app.get("/healthz")
def healthz() -> str:
    """For the start of the benchmark."""
    return "ok"


@app.post("/")
def insert() -> str:
    """One row, committed."""
    connection = getattr(_local, "connection", None)
    if connection is None:
        connection = _local.connection = psycopg.connect(os.environ["FLOOR_URL"])
    connection.execute("INSERT INTO bench_floor (note) VALUES (%s)", ("x" * 90,))
    connection.commit()
    return "ok"
