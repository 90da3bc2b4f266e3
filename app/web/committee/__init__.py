"""The committee's room (第7条): what waits for a member, the seat in a hearing, and the presiding member's page."""

from app.web.committee import acts, chair, confirming, home, meetings, receipts, seat
from app.web.committee.blueprint import blueprint

__all__ = ["acts", "blueprint", "chair", "confirming", "home", "meetings", "receipts", "seat"]
