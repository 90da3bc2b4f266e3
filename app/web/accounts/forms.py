"""The forms of accounts: messages say what to do."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import EqualTo, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts import passwords
from app.accounts.api_tokens import LIFETIMES, SCOPES
from app.accounts.providers import KINDS
from app.accounts.refused import RefusedError
from app.accounts.users import normal_email
from app.web import parked
from app.web.session import language


class Form(FlaskForm):  # type: ignore[misc] # flask_wtf has no types
    """Base of these forms: the CSRF token is a field of each, and a post that waited fills the page again."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc] # flask_wtf has no types
        """Where the values of the fields come from."""

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """The post, else what of an earlier one waited for its author."""
            return super().wrap_formdata(form, formdata) or parked.typed() or None


def _stripped(value: str | None) -> str:
    return " ".join(value.split()) if value else ""


def _is_email(_form: Form, field: StringField) -> None:
    if not normal_email(field.data or ""):
        raise ValidationError(_("メールアドレスを name@example.jp の形で入力してください。"))


def _is_strong(form: Form, field: PasswordField) -> None:
    others = [form[name].data or "" for name in ("name", "email") if name in form]
    complaint = passwords.complaint(field.data or "", *others, *getattr(form, "known", ()))
    if complaint:
        raise ValidationError(complaint.in_(language()))


def _required(message: Any) -> list[Any]:
    return [InputRequired(message)]


def _email_field() -> StringField:
    return StringField(
        _("メールアドレス"),
        [*_required(_("メールアドレスを入力してください。")), _is_email],
        filters=[lambda value: value.strip() if value else ""],
    )


def _name_field() -> StringField:
    return StringField(
        _("氏名"),
        [*_required(_("氏名を入力してください。")), Length(1, 100, _("100文字以内で入力してください。"))],
        filters=[_stripped],
    )


def _new_password() -> PasswordField:
    return PasswordField(_("新しいパスワード"), [*_required(_("パスワードを入力してください。")), _is_strong])


def _again() -> PasswordField:
    return PasswordField(
        _("新しいパスワード（もう一度）"),
        [EqualTo("password", _("二つのパスワードが違います。同じものを入力してください。"))],
    )


def _own_password() -> PasswordField:
    return PasswordField(_("今のパスワード"), _required(_("今のパスワードを入力してください。")))


class SignIn(Form):
    """E-mail, password and, for those who have one, the code."""

    email = StringField(_("メールアドレス"), _required(_("メールアドレスを入力してください。")))
    password = PasswordField(_("パスワード"), _required(_("パスワードを入力してください。")))
    code = StringField(_("確認コード"))
    next = HiddenField()


class Register(Form):
    """A person of a provider registers."""

    name = _name_field()
    email = _email_field()
    password = _new_password()
    again = _again()


class Address(Form):
    """An e-mail address: a forgotten password, an invitation."""

    email = _email_field()


class OwnPassword(Form):
    """The password that was chosen at registration."""

    password = PasswordField(_("パスワード"), _required(_("パスワードを入力してください。")))


class NewPassword(Form):
    """A password chosen by a link."""

    password = _new_password()
    again = _again()


class Accept(Form):
    """An invited person without an account makes one."""

    name = _name_field()
    password = _new_password()
    again = _again()


class Profile(Form):
    """Name and language."""

    name = _name_field()
    language = RadioField(_("表示する言語"), choices=lambda: [("ja", "日本語"), ("en", "English")])


class ChangePassword(Form):
    """A new password, which needs the present one. `known` is what it must not contain."""

    current = _own_password()
    password = _new_password()
    again = _again()
    known: tuple[str, ...] = ()


class Totp(Form):
    """The first code of an authenticator app; `current` is dropped for who has just typed it."""

    current = _own_password()
    code = StringField(_("確認コード"), _required(_("アプリに表示された6桁の数字を入力してください。")))


class Confirm(Form):
    """Only the present password."""

    current = _own_password()


class Provider(Form):
    """A provider is registered (第2条第2項)."""

    name = StringField(
        _("事業者の名称"),
        [
            *_required(_("事業者の名称を入力してください。")),
            Length(1, 200, _("200文字以内で入力してください。")),
        ],
        filters=[_stripped],
    )
    kind = SelectField(
        _("種別"), choices=lambda: [(key, text.in_(language())) for key, text in KINDS.items()]
    )
    corporate_number = StringField(_("法人番号"), filters=[_stripped])
    address = StringField(
        _("所在地"),
        [
            *_required(_("所在地を入力してください。")),
            Length(1, 300, _("300文字以内で入力してください。")),
        ],
        filters=[_stripped],
    )
    representative = StringField(
        _("代表者の氏名"),
        [
            *_required(_("代表者の氏名を入力してください。")),
            Length(1, 100, _("100文字以内で入力してください。")),
        ],
        filters=[_stripped],
    )


class NewToken(Form):
    """A token of the HTTP API; `scopes.choices` are set by the view."""

    name = StringField(
        _("用途"),
        [
            *_required(_("用途が分かる名前を入力してください。")),
            Length(1, 100, _("100文字以内で入力してください。")),
        ],
        filters=[_stripped],
    )
    scopes = SelectMultipleField(
        _("許す操作"),
        [InputRequired(_("許す操作を1つ以上選んでください。"))],
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )
    days = SelectField(
        _("有効期間"),
        choices=lambda: [(str(days), gettext("%(days)s日", days=days)) for days in LIFETIMES],
        default="90",
    )
    current = _own_password()


def scope_choices(*, operator: bool) -> list[tuple[str, str]]:
    """The scopes to choose from; metrics are for operators."""
    return [(key, text.in_(language())) for key, text in SCOPES.items() if operator or key != "metrics:read"]


def refuse(form: Form, error: RefusedError) -> None:
    """Show why nothing was done, beside its field or above the form."""
    target = form[error.field].errors if error.field and error.field in form else form.form_errors
    if isinstance(target, tuple):
        form[error.field].errors = [*target, error.text.in_(language())]
    else:
        target.append(error.text.in_(language()))
