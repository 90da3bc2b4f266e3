"""Answers that were sent after the session had ended, or from a page that had gone stale: kept for their author."""

from flask import request, url_for

from app.cases import parking
from app.web.runtime import runtime
from app.web.session import current_viewer, expired_user_id
from app.web.tasks.show import FILES


def park() -> str | None:
    """Keep the fields of a task's POST; the address at which they wait, or None. Files cannot be kept."""
    if request.endpoint != "tasks.post" or request.view_args is None:
        return None
    viewer = current_viewer()
    user_id = viewer.user_id if viewer is not None else expired_user_id()
    if user_id is None:
        return None
    item_id = int(request.view_args["item_id"])
    fields = [
        [name, value] for name, value in request.form.items(multi=True) if name not in {"csrf_token", FILES}
    ]
    fields += [[FILES, file.filename] for file in request.files.values() if file.filename]
    key = parking.park(runtime(), user_id, item_id, fields)
    return url_for("tasks.show", item_id=item_id, parked=key) if key is not None else None
