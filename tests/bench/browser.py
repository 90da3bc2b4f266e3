"""A browser with somebody signed in: opens a step's page, posts its form, and takes the time of the post."""

from time import perf_counter
from typing import Any

from bs4 import BeautifulSoup
from flask import Flask

from app import clock
from app.store.viewer import Viewer
from app.web.session import Ticket


class Browser:
    """Flask's test client in this process, with the session cookie of a person."""

    def __init__(self, app: Flask, viewer: Viewer) -> None:
        self.client = app.test_client()
        with self.client.session_transaction() as cookie:
            cookie["_user_id"] = str(Ticket(viewer.user_id, 0, int(clock.real_now().timestamp())))

    def fill(self, item_id: int, given: dict[str, Any]) -> dict[str, Any]:
        """Open a step's page and fill in its form; the fields to post, CSRF token and draft version included."""
        address = f"/tasks/{item_id}"
        page = self.client.get(address)
        soup = BeautifulSoup(page.text, "html.parser")
        button = soup.select_one('[name="_action"][value="complete"]')
        form = button.find_parent("form") if button is not None else None
        if form is None:
            raise RuntimeError(f"{address} has no form to complete: {_words(page.text)}")
        hidden = form.select("input[type=hidden][name]")
        return (
            {str(each["name"]): str(each.get("value", "")) for each in hidden}
            | given
            | {"_action": "complete"}
        )

    def post(self, item_id: int, fields: dict[str, Any]) -> float:
        """Complete the step; the seconds until the redirect was there."""
        address = f"/tasks/{item_id}"
        begun = perf_counter()
        answer = self.client.post(address, data=fields)
        taken = perf_counter() - begun
        if answer.status_code not in {302, 303}:
            raise RuntimeError(f"{address} answered {answer.status_code}: {_words(answer.text)}")
        return taken

    def get(self, address: str) -> tuple[float, str]:
        """Read a page; the seconds that it took, and its text."""
        begun = perf_counter()
        answer = self.client.get(address)
        taken = perf_counter() - begun
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
        return taken, answer.text


def _words(html: str) -> str:
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())[:600]
