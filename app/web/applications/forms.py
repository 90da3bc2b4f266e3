"""The forms of the portal. Which service or provider is meant is part of the page's own form."""

from unicodedata import normalize
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length

from app.store.reading.portal import ServiceRow
from app.web.accounts.forms import Form

NEW = "new"
OTHER_SCHEMES = ValidationError(_("https:// または http:// で始まるアドレスを入力してください。"))


def stripped(value: str | None) -> str:
    """What was typed, without spaces around it and with single ones inside."""
    return " ".join(value.split()) if value else ""


def plain_number(value: str | None) -> str:
    """A corporate number as it is stored, however it was typed."""
    return "".join(normalize("NFKC", value or "").replace("-", "").split())


class ServiceForm(Form):
    """A service of the provider, or a new one."""

    service = RadioField(
        _("申請するサービス"), [InputRequired(_("申請するサービスを選んでください。"))], validate_choice=False
    )
    service_name = StringField(
        _("サービスの名称"), [Length(0, 200, _("200文字以内で入力してください。"))], filters=[stripped]
    )
    service_url = StringField(
        _("サービスのアドレス（URL）"),
        [Length(0, 500, _("500文字以内で入力してください。"))],
        filters=[stripped],
    )

    services: tuple[ServiceRow, ...] = ()

    def offer(self, services: list[ServiceRow]) -> None:
        """The services to choose from; with none, a new one is meant."""
        self.services = tuple(services)
        if not self.service.data and (not services or self.service_name.data):
            self.service.data = NEW

    @property
    def chosen(self) -> ServiceRow | None:
        """The existing service that was chosen, or that bears the name typed for a new one."""
        for service in self.services:
            if str(service.id) == self.service.data:
                return service
            if self.service.data == NEW and service.name == self.service_name.data:
                return service
        return None

    def validate_service(self, field: RadioField) -> None:
        """Only what was offered."""
        if field.data != NEW and field.data not in {str(service.id) for service in self.services}:
            raise ValidationError(_("申請するサービスを選んでください。"))

    def validate_service_name(self, field: StringField) -> None:
        """A new service has a name."""
        if self.service.data == NEW and not field.data:
            raise ValidationError(_("新しいサービスの名称を入力してください。"))

    def validate_service_url(self, field: StringField) -> None:
        """An address of the web, if any."""
        if self.service.data != NEW or not field.data:
            return
        try:
            parts = urlsplit(field.data)
        except ValueError as error:
            raise OTHER_SCHEMES from error
        if parts.scheme not in {"https", "http"} or not parts.hostname or " " in field.data:
            raise OTHER_SCHEMES


class Withdrawal(Form):
    """Why the application is withdrawn, if the applicant wants to say so."""

    reason = TextAreaField(
        _("取り下げる理由"),
        [Length(0, 1000, _("1,000文字以内で入力してください。"))],
        filters=[lambda value: value.strip() if value else ""],
    )


class ChallengeForm(Form):
    """Whom the applicant wants kept away, on what kind of ground, and why."""

    person = SelectField(
        _("申し立てる人"), [InputRequired(_("名簿から人を選んでください。"))], validate_choice=False
    )
    kind = SelectField(
        _("理由の種類"), [InputRequired(_("理由の種類を選んでください。"))], validate_choice=False
    )
    reason = TextAreaField(
        _("申立ての理由"),
        [InputRequired(_("理由を書いてください。"))],
        # A browser counts the end of a line as one sign and sends it as two.
        filters=[lambda value: value.replace("\r\n", "\n").strip() if value else ""],
    )

    def offer(self, people: list[tuple[int, str, str]], kinds: list[tuple[str, str]]) -> None:
        """The names on the list with their posts, and the kinds of ground."""
        first = [("", _("選んでください"))]
        self.person.choices = first + [
            (str(number), f"{name}（{post}）" if post else name) for number, name, post in people
        ]
        self.kind.choices = first + kinds

    def validate_person(self, field: SelectField) -> None:
        """A number; whether it stands on the list is asked where the challenge is kept."""
        if not (field.data or "").isdecimal():
            raise ValidationError(_("名簿から人を選んでください。"))
