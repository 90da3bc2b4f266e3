"""The pages on which the secretariat changes a meeting, or calls it off, before it was held."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, Regexp

from app import clock
from app.cases.errors import UNKNOWN, CaseError, Refused, Unknown
from app.cases.hearings import rescheduling
from app.cases.hearings.meeting_changes import AGAIN
from app.cases.hearings.rescheduling import Changeable
from app.cases.hearings.wording import METHODS, instant
from app.law.circulation import CIRCULATION
from app.store.viewer import Viewer
from app.web import parked
from app.web.accounts.forms import Form
from app.web.hearings.blueprint import blueprint
from app.web.runtime import runtime
from app.web.session import language, required_viewer

_REASON = Length(1, 2000, _("2000文字以内で入力してください。"))


def _methods() -> list[tuple[str, str]]:
    return [(key, said.in_(language())) for key, said in METHODS.items() if key != CIRCULATION]


class MoveForm(Form):
    """When, how and where, and why that changes."""

    held_on = DateField(_("会議の日"), [InputRequired(_("日付を選んでください。"))])
    held_at = TimeField(_("開始時刻"), [InputRequired(_("時刻を入力してください。"))])
    method = SelectField(_("方法"), choices=_methods)
    place = StringField(_("場所"), [Length(0, 200, _("200文字以内で入力してください。"))])
    url = StringField(
        _("接続先"),
        [
            Length(0, 300, _("300文字以内で入力してください。")),
            Regexp(r"(https://\S+)?\Z", message=_("https:// から始まるURLを入力してください。")),
        ],
    )
    reason = TextAreaField(_("理由"), [InputRequired(_("理由を書いてください。")), _REASON])

    def wanted(self) -> rescheduling.Wanted:
        """What was filled in."""
        return rescheduling.Wanted(
            self.method.data,
            self.held_on.data.isoformat(),
            f"{self.held_at.data:%H:%M}",
            (self.place.data or "").strip(),
            (self.url.data or "").strip(),
        )


class CallOffForm(Form):
    """Why, and what becomes of the items."""

    then = RadioField(_("議案の扱い"), [InputRequired(_("議案の扱いを選んでください。"))])
    reason = TextAreaField(_("理由"), [InputRequired(_("理由を書いてください。")), _REASON])


@blueprint.route("/meetings/<int:meeting_no>/move", methods=["GET", "POST"])
def move_meeting(meeting_no: int) -> ResponseReturnValue:
    """Change the meeting; whoever is seated is told at once."""
    shown = _changeable(meeting_no).meeting
    starts = shown.starts_at.astimezone(clock.JST)
    form = MoveForm(
        data={
            "held_on": starts.date(),
            "held_at": starts.time(),
            "method": shown.method,
            "place": shown.place,
            "url": shown.url,
        }
    )

    def act() -> None:
        rescheduling.move(runtime(), required_viewer(), meeting_no, form.wanted(), form.reason.data)

    done = _("会議を変更しました。席のある委員に知らせています。")
    return _answered(form, act, done, meeting_no, "move", meeting=shown)


@blueprint.route("/meetings/<int:meeting_no>/call-off", methods=["GET", "POST"])
def call_off(meeting_no: int) -> ResponseReturnValue:
    """Call the meeting off; its items go to another one, are taken in writing, or are convened again."""
    found = _changeable(meeting_no)
    form = CallOffForm()
    form.then.choices = [
        *(
            (str(other), _("第%(n)s回（%(at)s）に移す", n=number, at=instant(at).in_(language())))
            for other, number, at in found.others
        ),
        (CIRCULATION, _("会議を開かず、期限まで持回り（書面）で意見を受ける（期限は動かない）")),
        (AGAIN, _("意見を求め直す（出された意見は封をしたまま、招集からやり直す）")),
    ]

    def act() -> None:
        viewer = required_viewer()
        rescheduling.call_off(runtime(), viewer, meeting_no, form.reason.data, form.then.data)

    done = _("会議を取りやめました。席のある委員に知らせています。")
    return _answered(form, act, done, meeting_no, "call_off", meeting=found.meeting)


def _changeable(meeting_no: int) -> Changeable:
    """A meeting that can still be changed; 404 for others."""
    with runtime().db.read() as session:
        found = rescheduling.changeable(session, required_viewer(), meeting_no)
    if found is None:
        abort(404)
    return found


def _answered(
    form: Form, act: Callable[[], None], done: Any, meeting_no: int, template: str, **words: Any
) -> ResponseReturnValue:
    if form.validate_on_submit():
        try:
            act()
        except Refused as refused:
            for ground in refused.grounds:
                _refuse(form, ground.field, ground.text.in_(language()))
        except CaseError as error:
            _refuse(form, "reason", error.text.in_(language()))
        else:
            flash(str(done), "success")
            return redirect(url_for("hearings.meeting", meeting_no=meeting_no), 303)
    html = render_template(f"hearings/{template}.html", form=form, **words)
    return html, 422 if request.method == "POST" else 200


def _refuse(form: Form, field: str, said: str) -> None:
    if field in form:
        form[field].errors = [*form[field].errors, said]
    else:
        form.form_errors.append(said)


def _may(session: Session, viewer: Viewer, args: Mapping[str, Any]) -> None:
    if rescheduling.changeable(session, viewer, args["meeting_no"]) is None:
        raise Unknown(UNKNOWN)


for _page in ("hearings.move_meeting", "hearings.call_off"):
    parked.PAGES[_page] = parked.Page(_page, _may)
