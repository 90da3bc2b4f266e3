"""The forms of the register."""

import re
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.cases.appointments import Wanted
from app.law import interests
from app.law.appointment import POSTS
from app.store.reading.register import Held
from app.web.accounts.forms import Form
from app.web.session import language

TWO_HUNDRED = Length(0, 200, _("200文字以内で入力してください。"))
DATE = _("日付を選んでください。")


def _stripped(value: str | None) -> str:
    return " ".join(value.split()) if value else ""


def _posts() -> list[tuple[str, str]]:
    return [(key, text.in_(language())) for key, text in POSTS.items()]


def _kinds() -> list[tuple[str, str]]:
    return [(each.key, each.text.in_(language())) for each in interests.kinds() if not each.automatic]


class TermForm(Form):
    """An appointment."""

    post = SelectField(_("職"), choices=_posts)
    since = DateField(_("任期の初日"), [InputRequired(DATE)])
    until = DateField(_("任期の末日"), [InputRequired(DATE)])
    acting_order = IntegerField(
        _("委員長代理の順位"),
        [Optional(), NumberRange(1, 99, _("1から99の数字を入力してください。"))],
    )
    organisation = StringField(_("所属"), [TWO_HUNDRED], filters=[_stripped])
    organisation_number = StringField(_("所属の法人番号"), filters=[_stripped])
    expertise = StringField(
        _("専門分野"), [Length(0, 500, _("500文字以内で入力してください。"))], filters=[_stripped]
    )
    qualification = StringField(_("調査員の資格"), [TWO_HUNDRED], filters=[_stripped])
    staff_of_body = BooleanField(_("認定機関の職員である（有識者に数えない）"))

    def wanted(self) -> Wanted:
        """What was filled in."""
        parts = re.split(r"[、,，]", self.expertise.data or "")
        return Wanted(
            post=self.post.data,
            since=self.since.data,
            until=self.until.data,
            acting_order=(self.acting_order.data or 0) if self.post.data == "acting" else 0,
            expertise=tuple(part.strip() for part in parts if part.strip()),
            organisation=self.organisation.data or "",
            organisation_number=self.organisation_number.data or "",
            staff_of_body=bool(self.staff_of_body.data),
            qualification=self.qualification.data or "",
        )


class NewForm(TermForm):
    """Somebody new in the register."""

    email = StringField(
        _("メールアドレス"), [InputRequired(_("メールアドレスを入力してください。"))], filters=[_stripped]
    )
    name = StringField(_("氏名"), [Length(0, 100, _("100文字以内で入力してください。"))], filters=[_stripped])


class EndForm(Form):
    """An appointment ends early."""

    first_day_without = DateField(_("終了する日（この日から開けなくなります）"), [InputRequired(DATE)])
    reason = TextAreaField(
        _("理由"),
        [
            InputRequired(_("理由を書いてください。")),
            Length(1, 1000, _("1000文字以内で入力してください。")),
        ],
    )


class InterestForm(Form):
    """A tie to a company."""

    kind = SelectField(_("関係の種類"), choices=_kinds)
    name = StringField(
        _("相手の名称"),
        [InputRequired(_("相手の名称を入力してください。")), TWO_HUNDRED],
        filters=[_stripped],
    )
    corporate_number = StringField(_("相手の法人番号"), filters=[_stripped])
    since = DateField(_("始まった日"), [Optional()])
    until = DateField(_("終わった日"), [Optional()])
    text = TextAreaField(_("説明"), [Length(0, 1000, _("1000文字以内で入力してください。"))])

    def told(self) -> dict[str, Any]:
        """The arguments of `standing_interests.add`."""
        return {
            "kind": self.kind.data,
            "name": self.name.data or "",
            "number": self.corporate_number.data or "",
            "since": self.since.data,
            "until": self.until.data,
            "text": self.text.data or "",
        }


class EndInterestForm(Form):
    """A tie is over."""

    until = DateField(_("終わった日"), [InputRequired(DATE)])


class UpdateForm(Form):
    """The yearly update: the affiliation, and that all ties are told."""

    organisation = StringField(_("所属"), [TWO_HUNDRED], filters=[_stripped])
    organisation_number = StringField(_("所属の法人番号"), filters=[_stripped])
    complete = BooleanField(
        _("所属と、届け出た利害関係が、今日の時点で漏れなく正しいことを確かめました"),
        [InputRequired(_("確かめたら、印を付けてください。"))],
    )


def as_filled(held: Held) -> dict[str, Any]:
    """An appointment as the values of its form."""
    return {
        "post": held.post,
        "since": held.since,
        "until": held.until,
        "acting_order": held.acting_order or None,
        "organisation": held.organisation,
        "organisation_number": held.organisation_number,
        "expertise": "、".join(held.expertise),
        "qualification": held.qualification,
        "staff_of_body": held.staff_of_body,
    }
