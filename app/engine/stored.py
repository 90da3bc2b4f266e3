"""The files of an edition that the engine runs, as they are stored."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.store.models.procedures import Content, EditionFile

_RUN = or_(EditionFile.path.like("processes/%.bpmn"), EditionFile.path.like("processes/%.dmn"))


def diagrams(session: Session, edition_id: int) -> dict[str, bytes]:
    """Diagrams and tables by their path."""
    rows = session.execute(
        select(EditionFile.path, Content.text)
        .join(Content, Content.sha256 == EditionFile.sha256)
        .where(EditionFile.edition_id == edition_id, _RUN)
    )
    return {path: text.encode() for path, text in rows}
