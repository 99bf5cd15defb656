"""`flask content preview`: lessons as pupils will see them, on this computer only, while they are being written."""

from __future__ import annotations

import socket
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from werkzeug.serving import make_server

from app.cli.content import words_of
from app.cli.scaffolds import content
from app.services.previews import Desk
from app.settings import read_settings

__all__ = ["FACTORY", "content", "preview"]

FACTORY = "content preview"  # where the application holds what makes the preview: commands do not know the web
HOST = "127.0.0.1"
PORT = 8010


@content.command()
@click.argument("lesson", required=False)
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True)
@click.option("--root", "roots", multiple=True, type=click.Path(path_type=Path), help="Instead of CONTENT_DIRS.")
@with_appcontext
def preview(lesson: str | None, port: int, roots: tuple[Path, ...]) -> None:
    """Show LESSON (or all) in the browser, straight from the files; the page reloads whenever a file is saved."""
    settings = read_settings()
    desk = Desk(roots or settings.content_roots, settings.media_hosts)
    if lesson is not None and desk.page(lesson) is None:
        raise click.ClickException(f"没有课程 {lesson}（no such lesson）。flask content new 可以新建。")
    if _is_taken(port):
        raise click.ClickException(f"{HOST}:{port} 已被占用，请换一个端口（the port is taken）：--port {port + 1}")
    create = current_app.extensions[FACTORY]
    server = make_server(HOST, port, create(desk, words_of), threaded=True)
    click.echo(f"http://{HOST}:{port}/{f'lessons/{lesson}' if lesson else ''}")
    click.echo("保存文件，页面自动刷新。Ctrl+C 结束。(Save a file and the page reloads. Ctrl+C ends it.)")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo()
    finally:
        server.server_close()


def _is_taken(port: int) -> bool:
    """Does somebody listen there already? Werkzeug would end the process with a message of its own."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0
