"""`flask messages derive`: the traditional catalogue comes from the simplified one, whole and the same every time."""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from click.testing import CliRunner

from app.cli.messages import DERIVED, SOURCE, catalogue_path, derived, messages
from app.content.traditional import Converter


def source() -> Catalog:
    catalogue = Catalog(SOURCE, fuzzy=False)
    catalogue.add("Word of %(name)s", "%(name)s的短信", locations=[("app/a.py", 1)], flags=["python-format"])
    catalogue.add(("%(num)s file", "%(num)s files"), ("%(num)s 个文件",), locations=[("app/b.py", 1)])
    catalogue.add("第一课", "", locations=[("app/c.py", 1)])
    catalogue.add("Untranslated", "", locations=[("app/d.py", 1)])
    return catalogue


def test_every_sentence_is_converted_and_keeps_its_blanks() -> None:
    made = {
        message.id: message for message in derived(source(), Converter({"短信": "簡訊", "文件": "檔案"})) if message.id
    }
    assert made["Word of %(name)s"].string == "%(name)s的簡訊"
    assert made["Word of %(name)s"].flags == {"python-format"}
    assert made["%(num)s file", "%(num)s files"].string == ("%(num)s 個檔案",)
    assert made["第一课"].string == "第一課"
    assert made["Untranslated"].string == ""


def test_the_command_writes_the_same_file_again(tmp_path: Path) -> None:
    path = catalogue_path(tmp_path, SOURCE)
    path.parent.mkdir(parents=True)
    with path.open("wb") as stream:
        write_po(stream, source())
    runner = CliRunner()
    assert runner.invoke(messages, ["derive", "--folder", str(tmp_path)]).exit_code == 0
    made = catalogue_path(tmp_path, DERIVED)
    first = made.read_bytes()
    assert runner.invoke(messages, ["derive", "--folder", str(tmp_path)]).exit_code == 0
    assert made.read_bytes() == first
    assert "Do not edit" in first.decode()
    with made.open("rb") as stream:
        catalogue = read_po(stream, DERIVED)
    assert (str(catalogue.locale), catalogue.num_plurals) == ("zh_Hant_TW", 1)
