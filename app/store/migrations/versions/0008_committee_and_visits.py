"""Revision 0008: committee and visits."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

JSON_VALUE = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Make what this revision adds."""
    op.create_table(
        "appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(length=12), nullable=False),
        sa.Column("acting_order", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("expertise", JSON_VALUE, nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("organisation_number", sa.String(length=13), nullable=True),
        sa.Column("staff_of_body", sa.Boolean(), nullable=False),
        sa.Column("qualification", sa.String(length=200), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_appointment_created_by")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_appointment_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
    )
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.create_index("ix_appointment_person", ["user_id", "until"], unique=False)

    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=12), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_meeting_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("number", name=op.f("uq_meeting_number")),
    )
    op.create_table(
        "standing_interest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("corporate_number", sa.String(length=13), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_standing_interest_created_by")),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["standing_interest.id"], name=op.f("fk_standing_interest_replaces_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_standing_interest_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_interest")),
    )
    with op.batch_alter_table("standing_interest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_standing_interest_name_key"), ["name_key"], unique=False)
        batch_op.create_index("ix_standing_interest_number", ["corporate_number"], unique=False)
        batch_op.create_index(batch_op.f("ix_standing_interest_user_id"), ["user_id"], unique=False)

    op.create_table(
        "appointment_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("data", JSON_VALUE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("legal_date", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_appointment_event_appointment_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_appointment_event_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_appointment_event_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_event")),
    )
    with op.batch_alter_table("appointment_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_appointment_event_appointment_id"), ["appointment_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_appointment_event_user_id"), ["user_id"], unique=False)

    op.create_table(
        "hearing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("method", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("rule_set", sa.String(length=20), nullable=False),
        sa.Column("presiding_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("declare_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_hearing_case_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_hearing_meeting_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["user.id"], name=op.f("fk_hearing_opened_by")),
        sa.ForeignKeyConstraint(["presiding_id"], ["user.id"], name=op.f("fk_hearing_presiding_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearing")),
        sa.UniqueConstraint("case_id", "round", name=op.f("uq_hearing_case_id_round")),
        sa.UniqueConstraint("number", name=op.f("uq_hearing_number")),
    )
    with op.batch_alter_table("hearing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hearing_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hearing_presiding_id"), ["presiding_id"], unique=False)
        batch_op.create_index("ix_hearing_state", ["state", "due_at"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hearing_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=8), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_attendance_by_id")),
        sa.ForeignKeyConstraint(["hearing_id"], ["hearing.id"], name=op.f("fk_attendance_hearing_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_attendance_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index("ix_attendance_hearing", ["hearing_id", "user_id"], unique=False)

    op.create_table(
        "closing",
        sa.Column("hearing_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("cause", sa.String(length=8), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("counts", JSON_VALUE, nullable=False),
        sa.Column("quorum", JSON_VALUE, nullable=False),
        sa.Column("missing", JSON_VALUE, nullable=False),
        sa.Column("excluded", JSON_VALUE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_closing_by_id")),
        sa.ForeignKeyConstraint(["hearing_id"], ["hearing.id"], name=op.f("fk_closing_hearing_id")),
        sa.PrimaryKeyConstraint("hearing_id", name=op.f("pk_closing")),
    )
    op.create_table(
        "minutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hearing_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sections", JSON_VALUE, nullable=False),
        sa.Column("record", JSON_VALUE, nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["approved_by"], ["user.id"], name=op.f("fk_minutes_approved_by")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_minutes_document_id")),
        sa.ForeignKeyConstraint(["hearing_id"], ["hearing.id"], name=op.f("fk_minutes_hearing_id")),
        sa.ForeignKeyConstraint(["written_by"], ["user.id"], name=op.f("fk_minutes_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes")),
        sa.UniqueConstraint("hearing_id", "version", name=op.f("uq_minutes_hearing_id_version")),
    )
    op.create_table(
        "ruling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hearing_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("counts", JSON_VALUE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_ruling_by_id")),
        sa.ForeignKeyConstraint(["hearing_id"], ["hearing.id"], name=op.f("fk_ruling_hearing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ruling")),
    )
    with op.batch_alter_table("ruling", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ruling_hearing_id"), ["hearing_id"], unique=False)

    op.create_table(
        "seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hearing_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["user.id"], name=op.f("fk_seat_added_by")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_seat_case_id")),
        sa.ForeignKeyConstraint(["hearing_id"], ["hearing.id"], name=op.f("fk_seat_hearing_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_seat_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint("hearing_id", "user_id", name=op.f("uq_seat_hearing_id_user_id")),
    )
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seat_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_seat_person", ["user_id", "state"], unique=False)

    op.create_table(
        "treatment",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("hearing_id", sa.Integer(), nullable=False),
        sa.Column("agreement", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("agreement IN ('same', 'different', 'none')", name=op.f("ck_treatment_agreement")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_treatment_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_treatment_case_id")),
        sa.ForeignKeyConstraint(["hearing_id"], ["hearing.id"], name=op.f("fk_treatment_hearing_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_treatment")),
    )
    op.create_table(
        "declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(length=6), nullable=False),
        sa.Column("kinds", JSON_VALUE, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hints", JSON_VALUE, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_declaration_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration")),
        sa.UniqueConstraint("seat_id", "sequence", name=op.f("uq_declaration_seat_id_sequence")),
    )
    op.create_table(
        "interest_judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=12), nullable=False),
        sa.Column("kinds", JSON_VALUE, nullable=False),
        sa.Column("effect", sa.String(length=10), nullable=False),
        sa.Column("opinion_effect", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("judged_by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["judged_by"], ["user.id"], name=op.f("fk_interest_judgement_judged_by")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_interest_judgement_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest_judgement")),
    )
    with op.batch_alter_table("interest_judgement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interest_judgement_seat_id"), ["seat_id"], unique=False)

    op.create_table(
        "member_note",
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_member_note_seat_id")),
        sa.PrimaryKeyConstraint("seat_id", name=op.f("pk_member_note")),
    )
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hearing_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sent_text", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_question_document_id")),
        sa.ForeignKeyConstraint(["hearing_id"], ["hearing.id"], name=op.f("fk_question_hearing_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_question_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_hearing_id"), ["hearing_id"], unique=False)

    op.create_table(
        "opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("declaration_id", sa.Integer(), nullable=False),
        sa.Column("work_item_id", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("topics", JSON_VALUE, nullable=False),
        sa.Column("pack", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=6), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["declaration_id"], ["declaration.id"], name=op.f("fk_opinion_declaration_id")
        ),
        sa.ForeignKeyConstraint(["entered_by"], ["user.id"], name=op.f("fk_opinion_entered_by")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_opinion_seat_id")),
        sa.ForeignKeyConstraint(["work_item_id"], ["work_item.id"], name=op.f("fk_opinion_work_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion")),
        sa.UniqueConstraint("seat_id", "version", name=op.f("uq_opinion_seat_id_version")),
        sa.UniqueConstraint("work_item_id", name=op.f("uq_opinion_work_item_id")),
    )
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=6), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("necessity", sa.Text(), nullable=False),
        sa.Column("site", sa.String(length=300), nullable=False),
        sa.Column("scope", JSON_VALUE, nullable=False),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("date_options", JSON_VALUE, nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("agreed_time", sa.String(length=5), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("answer_text", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "basis <> '15_2' OR answer_id IS NOT NULL", name=op.f("ck_visit_insufficient_answer")
        ),
        sa.CheckConstraint("basis IN ('6_3', '15_2')", name=op.f("ck_visit_basis")),
        sa.ForeignKeyConstraint(["answer_id"], ["submission.id"], name=op.f("fk_visit_answer_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_visit_case_id")),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_visit_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("id", "basis", name=op.f("uq_visit_id_basis")),
        sa.UniqueConstraint("number", name=op.f("uq_visit_number")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index("ix_visit_case", ["case_id"], unique=False)

    op.create_table(
        "cost_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=6), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("breakdown", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Integer(), nullable=False),
        sa.Column("invoice_no", sa.String(length=30), nullable=True),
        sa.Column("invoiced", sa.Integer(), nullable=True),
        sa.Column("invoiced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("basis = '15_2'", name=op.f("ck_cost_notice_basis")),
        sa.CheckConstraint(
            "invoiced IS NULL OR invoiced <= amount", name=op.f("ck_cost_notice_within_notice")
        ),
        sa.ForeignKeyConstraint(["sent_by"], ["user.id"], name=op.f("fk_cost_notice_sent_by")),
        sa.ForeignKeyConstraint(
            ["visit_id", "basis"], ["visit.id", "visit.basis"], name=op.f("fk_cost_notice_visit_id_basis")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_notice")),
        sa.UniqueConstraint("invoice_no", name=op.f("uq_cost_notice_invoice_no")),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("copy_sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=100), nullable=False),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.String(length=40), nullable=False),
        sa.Column("device", sa.String(length=60), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_evidence_by_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_evidence_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("visit_id", "sha256", name=op.f("uq_evidence_visit_id_sha256")),
    )
    op.create_table(
        "evidence_part",
        sa.Column("upload", sa.String(length=36), nullable=False),
        sa.Column("offset", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_evidence_part_by_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_evidence_part_visit_id")),
        sa.PrimaryKeyConstraint("upload", "offset", name=op.f("pk_evidence_part")),
    )
    with op.batch_alter_table("evidence_part", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_part_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "visit_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("result", sa.String(length=6), nullable=False),
        sa.Column("kinds", JSON_VALUE, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hints", JSON_VALUE, nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_visit_member_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_visit_member_user_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_member_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_member")),
        sa.UniqueConstraint("visit_id", "user_id", name=op.f("uq_visit_member_visit_id_user_id")),
    )
    with op.batch_alter_table("visit_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_member_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_visit_member_person", ["user_id"], unique=False)

    op.create_table(
        "visit_op",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("op_id", sa.String(length=36), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(length=60), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("value", JSON_VALUE, nullable=True),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("conflict", sa.Boolean(), nullable=False),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("device", sa.String(length=60), nullable=False),
        sa.Column("device_at", sa.String(length=40), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_visit_op_by_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["user.id"], name=op.f("fk_visit_op_settled_by")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_op_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_op")),
        sa.UniqueConstraint("op_id", name=op.f("uq_visit_op_op_id")),
    )
    with op.batch_alter_table("visit_op", schema=None) as batch_op:
        batch_op.create_index("ix_visit_op_visit", ["visit_id", "target", "field", "id"], unique=False)

    op.create_table(
        "visit_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("checks", JSON_VALUE, nullable=False),
        sa.Column("findings", JSON_VALUE, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("changed", JSON_VALUE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_report_visit_id")),
        sa.ForeignKeyConstraint(["written_by"], ["user.id"], name=op.f("fk_visit_report_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_report")),
        sa.UniqueConstraint("visit_id", "version", name=op.f("uq_visit_report_visit_id_version")),
    )
    op.create_table(
        "fact_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.Column("objections", JSON_VALUE, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_fact_check_by_id")),
        sa.ForeignKeyConstraint(["report_id"], ["visit_report.id"], name=op.f("fk_fact_check_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_check")),
        sa.UniqueConstraint("report_id", name=op.f("uq_fact_check_report_id")),
    )


def downgrade() -> None:
    """Take back what this revision added."""
    op.drop_table("fact_check")
    op.drop_table("visit_report")
    with op.batch_alter_table("visit_op", schema=None) as batch_op:
        batch_op.drop_index("ix_visit_op_visit")

    op.drop_table("visit_op")
    with op.batch_alter_table("visit_member", schema=None) as batch_op:
        batch_op.drop_index("ix_visit_member_person")
        batch_op.drop_index(batch_op.f("ix_visit_member_case_id"))

    op.drop_table("visit_member")
    with op.batch_alter_table("evidence_part", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_part_visit_id"))

    op.drop_table("evidence_part")
    op.drop_table("evidence")
    op.drop_table("cost_notice")
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index("ix_visit_case")

    op.drop_table("visit")
    op.drop_table("opinion")
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_hearing_id"))

    op.drop_table("question")
    op.drop_table("member_note")
    with op.batch_alter_table("interest_judgement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interest_judgement_seat_id"))

    op.drop_table("interest_judgement")
    op.drop_table("declaration")
    op.drop_table("treatment")
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.drop_index("ix_seat_person")
        batch_op.drop_index(batch_op.f("ix_seat_case_id"))

    op.drop_table("seat")
    with op.batch_alter_table("ruling", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ruling_hearing_id"))

    op.drop_table("ruling")
    op.drop_table("minutes")
    op.drop_table("closing")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index("ix_attendance_hearing")

    op.drop_table("attendance")
    with op.batch_alter_table("hearing", schema=None) as batch_op:
        batch_op.drop_index("ix_hearing_state")
        batch_op.drop_index(batch_op.f("ix_hearing_presiding_id"))
        batch_op.drop_index(batch_op.f("ix_hearing_meeting_id"))

    op.drop_table("hearing")
    with op.batch_alter_table("appointment_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appointment_event_user_id"))
        batch_op.drop_index(batch_op.f("ix_appointment_event_appointment_id"))

    op.drop_table("appointment_event")
    with op.batch_alter_table("standing_interest", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_standing_interest_user_id"))
        batch_op.drop_index("ix_standing_interest_number")
        batch_op.drop_index(batch_op.f("ix_standing_interest_name_key"))

    op.drop_table("standing_interest")
    op.drop_table("meeting")
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.drop_index("ix_appointment_person")

    op.drop_table("appointment")
