"""Facts to publish: a provider, a service, a certified filing over a small catalogue, and what ends it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.law.publication import Act
from app.law.validity import explain_valid_until, valid_until
from app.registry.projection import publish
from app.store.models.cases import Case, Decision, Filing, ItemValue
from app.store.models.certificates import Certificate, Term, TermEnd, Withholding
from app.store.models.people import Provider, User
from app.store.models.procedures import Edition
from app.store.models.services import Service, ServiceName

CERTIFIED_ON = date(2026, 7, 1)
LAST_DAY = date(2028, 7, 1)
SECRET_USERS = "導入企業三百二十一社（秘匿数値）"
SECRET_CONTACT = "秘密田花子"
SECRET_MAIL = "himitsu.hanako@secret.example"


def item(id_: str, group: str, title: str, en: str, type_: str = "text", **more: Any) -> dict[str, Any]:
    visibility = "review_only" if group == "A" else "public"
    return {
        "id": id_,
        "group": group,
        "title_ja": title,
        "title_en": en,
        "type": type_,
        "visibility": visibility,
    } | more


CATALOGUE: dict[str, Any] = {
    "version": "test-1",
    "groups": [
        {"code": "A", "title_ja": "申請書A", "title_en": "Form A"},
        {"code": "B01", "title_ja": "時点", "title_en": "As-of date"},
        {"code": "B07", "title_ja": "サービス基本特性", "title_en": "Basic characteristics"},
        {"code": "C03", "title_ja": "生成AI：モデル", "title_en": "Generative AI: models"},
    ],
    "items": [
        item("a.contact_person", "A", "申請担当者", "Contact"),
        item("a.contact_email", "A", "担当者メールアドレス", "Contact e-mail", "email"),
        item("b.guideline_version", "B01", "指針のバージョン", "Guideline version", "choice"),
        item("b.as_of_date", "B01", "開示情報の日付", "As-of date", "date"),
        item("b.service_name", "B07", "サービス名称", "Service name"),
        item("b.service_summary", "B07", "サービスの概要", "Summary", "longtext"),
        item("b.service_category", "B07", "サービスの分野", "Category", "multichoice"),
        item("b.service_site", "B07", "サービスサイト", "Site", "url"),
        item("b.user_count", "B07", "サービス利用者数", "Number of users"),
        item("b.uptime_target", "B07", "稼働率", "Availability", "percent"),
        item("b.pricing_method", "B07", "課金方法", "Charging", "longtext"),
        item("b.certifications", "B07", "認証取得", "Certifications", "multichoice"),
        item("b.sla_url", "B07", "SLA文書", "SLA", "url", depends_on={"b.sla": ["添付する"]}),
        item("b.dc_location", "B07", "データの保存場所", "Data location"),
        item(
            "c.model_names",
            "C03",
            "利用する基盤モデル",
            "Models",
            "table",
            columns=["モデル名", "版", "提供者"],
        ),
        item("c.train_user_data", "C03", "利用者データの学習への利用", "Training use", "choice"),
        item("c.out_metrics", "C03", "品質評価", "Quality metrics", "longtext"),
    ],
}


def answers(name: str = "議事メモAI") -> dict[str, Any]:
    """Public answers of a service."""
    return {
        "b.guideline_version": "令和8年6月版",
        "b.as_of_date": "2026-06-15",
        "b.service_name": name,
        "b.service_summary": "会議の音声から議事録を作ります。",
        "b.service_category": ["議事録・音声認識", "文書作成・要約"],
        "b.service_site": "https://memo.example/",
        "b.user_count": SECRET_USERS,
        "b.uptime_target": 99.9,
        "b.pricing_method": "月額の固定料金と、トークン数に応じた従量料金。",
        "b.certifications": ["ISO/IEC 27001"],
        "b.dc_location": "日本（東京、大阪）",
        "c.model_names": [{"モデル名": "Kotoba-L", "版": "3.1", "提供者": "言葉研究所"}],
        "c.train_user_data": "利用しない",
    }


FORM_A = {"a.contact_person": SECRET_CONTACT, "a.contact_email": SECRET_MAIL}


@dataclass
class Registered:
    """A certified service that tests write into a session."""

    no: str = "0001-2607"
    service: str = "議事メモAI"
    provider: str = "株式会社みらい議事"
    certified_on: date = CERTIFIED_ON
    values: dict[str, Any] = field(default_factory=dict)
    form_a: dict[str, Any] = field(default_factory=lambda: dict(FORM_A))
    withheld: tuple[str, ...] = ()
    result: str = "certified"

    def write(self, session: Session) -> None:
        now = clock.now()
        edition = session.query(Edition).first() or Edition(
            hash="0" * 64, label="試験", effective_on=CERTIFIED_ON, imported_at=now
        )
        user = session.query(User).first() or User(
            email="d@example.jp", name="決定太郎", password_hash="x", created_at=now
        )
        provider = Provider(name=self.provider, created_at=now, representative="代表秘太郎")
        session.add_all([edition, user, provider])
        session.flush()
        service = Service(provider_id=provider.id, name=self.service, created_at=now)
        session.add(service)
        session.flush()
        case = Case(
            case_no=f"C-{self.no}",
            process_id="application",
            edition_id=edition.id,
            provider_id=provider.id,
            service_id=service.id,
            opened_at=now,
        )
        session.add(case)
        session.flush()
        session.add(
            Certificate(
                no=self.no,
                service_id=service.id,
                provider_id=provider.id,
                case_id=case.id,
                first_certified_on=self.certified_on,
            )
        )
        session.add(
            Decision(
                case_id=case.id,
                result=self.result,
                decided_on=self.certified_on,
                by_id=user.id,
                reasons="",
                at=now,
            )
        )
        session.flush()
        self.term(session, 1, self.certified_on, case.id)
        self.filing(session, case.id, 1, self.values or answers(self.service))
        for item_id in self.withheld:
            withhold(session, self.no, item_id, 1)
        session.flush()

    def term(self, session: Session, number: int, on: date, case_id: int) -> None:
        explained = explain_valid_until(on).text
        session.add(
            Term(
                certificate_no=self.no,
                number=number,
                case_id=case_id,
                certified_on=on,
                valid_from=on,
                valid_until=valid_until(on),
                explanation=explained.ja,
                explanation_en=explained.en,
            )
        )
        session.flush()

    def filing(self, session: Session, case_id: int, revision: int, values: dict[str, Any]) -> int:
        """File values; {"na": reason} stands for 該当なし."""
        filing = Filing(
            case_id=case_id,
            revision=revision,
            catalogue="test-1",
            guideline_version="令和8年6月版",
            filed_on=date(2026, 6, 20),
            created_at=clock.now(),
        )
        session.add(filing)
        session.flush()
        for item_id, value in (values | self.form_a).items():
            na = isinstance(value, dict) and "na" in value
            session.add(
                ItemValue(
                    filing_id=filing.id,
                    item_id=item_id,
                    value=None if na else value,
                    not_applicable=na,
                    reason=value["na"] if na else "",
                    visibility="review_only" if item_id.startswith("a.") else "public",
                )
            )
        session.flush()
        return filing.id

    def refile(self, session: Session, **changed: Any) -> int:
        """A correction of the filing: the same values with some changed (`b__user_count=…`)."""
        case_id = session.get_one(Certificate, self.no).case_id
        last = max(filing.revision for filing in session.query(Filing).filter_by(case_id=case_id))
        values = (self.values or answers(self.service)) | {
            key.replace("__", "."): value for key, value in changed.items()
        }
        return self.filing(session, case_id, last + 1, values)

    def publish(
        self, session: Session, on: date | None = None, act: Act = "certification", **more: Any
    ) -> int:
        return publish(
            session,
            certificate_no=self.no,
            act=act,
            article="第11条第1項",
            catalogue=CATALOGUE,
            on=on or self.certified_on,
            **more,
        )

    def end(self, session: Session, kind: str, on: date, term: int = 1) -> None:
        row = session.query(Term).filter_by(certificate_no=self.no, number=term).one()
        session.add(TermEnd(term_id=row.id, kind=kind, effective_on=on, article="", recorded_at=clock.now()))
        session.flush()

    def rename(self, session: Session, name: str, until: date) -> None:
        service = session.get_one(Service, session.get_one(Certificate, self.no).service_id)
        session.add(ServiceName(service_id=service.id, name=service.name, until=until))
        service.name = name
        session.flush()


def withhold(session: Session, no: str, item_id: str, from_version: int, until: int | None = None) -> None:
    session.add(
        Withholding(
            certificate_no=no,
            item_id=item_id,
            from_version=from_version,
            until_version=until,
            reason="競争上の地位",
            decided_on=CERTIFIED_ON,
        )
    )
    session.flush()
