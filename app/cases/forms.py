"""The forms of an edition, compiled: found by process and step, with the catalogues they name."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from app.formkit import (
    Catalogue,
    CatalogueError,
    FormDefinitionError,
    FormSpec,
    compile_form,
    load_catalogue,
)
from app.law.text import Text

CATALOGUES = "forms/disclosure/"


@dataclass(frozen=True, slots=True)
class FormLibrary:
    """Compiled forms by `<process>.<step>`, and the catalogues they name."""

    forms: dict[str, FormSpec] = field(hash=False)
    catalogues: Mapping[str, Catalogue] = field(hash=False, repr=False)

    def form(self, process_id: str, node: str) -> FormSpec:
        """The form of a step; KeyError cannot happen in a published edition."""
        return self.forms[f"{process_id}.{node}"]

    def catalogue(self) -> Catalogue:
        """The disclosure catalogue of the edition."""
        return self.catalogues["disclosure"]


def compile_all(files: Mapping[str, str]) -> tuple[FormLibrary, list[tuple[str, Text]]]:
    """Compile every form of a set of files; what cannot be compiled is told with its file, a sentence each."""
    found: list[tuple[str, Text]] = []
    try:
        catalogues = _catalogues(files)
    except CatalogueError as error:
        return FormLibrary({}, {}), [(CATALOGUES, error.text)]
    forms: dict[str, FormSpec] = {}
    for path, text in sorted(files.items()):
        if not path.endswith(".form"):
            continue
        place = PurePosixPath(path)
        name = f"{place.parent.name}.{place.stem}"
        try:
            definition = json.loads(text)
            if definition.get("id") != name:
                raise FormDefinitionError(
                    Text(f"様式のidは「{name}」にしてください。", f"The id of the form must be “{name}”.")
                )
            forms[name] = compile_form(definition, catalogues)
        except (FormDefinitionError, json.JSONDecodeError) as error:
            sentence = error.text if isinstance(error, FormDefinitionError) else _not_json(error)
            found.append((path, Text(f"様式「{name}」：{sentence.ja}", f"Form “{name}”: {sentence.en}")))
    return FormLibrary(forms, catalogues), found


def _not_json(error: json.JSONDecodeError) -> Text:
    return Text(
        f"ファイルを読めません（{error.lineno}行目）。様式エディタで保存し直してください。",
        f"The file cannot be read ({error}). Save it again with the form editor.",
    )


def _catalogues(files: Mapping[str, str]) -> dict[str, Catalogue]:
    """One catalogue an edition, under the name that forms use."""
    texts = [
        text for path, text in sorted(files.items()) if path.startswith(CATALOGUES) and path.endswith(".yaml")
    ]
    return {"disclosure": load_catalogue(texts[-1])} if texts else {}
