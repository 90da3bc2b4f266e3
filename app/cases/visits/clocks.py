"""The clocks of devices: what a device says of the time is shown beside the receipt, and orders nothing."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.law.text import Text

APART = timedelta(minutes=5)
"""From this on the two times are shown beside each other, and a clock is called wrong."""
HOME = "+09:00"
SAID = re.compile(r"(?P<ahead>-?[0-9]{1,9}) (?P<zone>[+-][0-9]{2}:[0-9]{2})")
"""What a device says of its clock: seconds ahead of the server, and its distance from UTC."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of a device as it last compared it with the server's."""

    ahead: timedelta
    zone: str

    @classmethod
    def read(cls, said: object) -> "Clock | None":
        """From the entry of a device; None for anything else."""
        found = SAID.fullmatch(said) if isinstance(said, str) else None
        return cls(timedelta(seconds=int(found["ahead"])), found["zone"]) if found is not None else None

    @property
    def wrong(self) -> bool:
        """Whether its time or its zone is another than the server's."""
        return abs(self.ahead) > APART or self.zone != HOME

    @property
    def words(self) -> Text:
        """How it goes wrong."""
        parts = []
        if abs(self.ahead) > APART:
            minutes = round(abs(self.ahead).total_seconds() / 60)
            hours, rest = divmod(minutes, 60)
            fast = self.ahead > timedelta(0)
            parts.append(
                Text(
                    (f"{hours}時間" if hours else "")
                    + f"{rest}分"
                    + ("進んでいます" if fast else "遅れています"),
                    (f"{hours} h " if hours else "") + f"{rest} min " + ("fast" if fast else "slow"),
                )
            )
        if self.zone != HOME:
            parts.append(
                Text(f"時間帯が日本ではありません（UTC{self.zone}）", f"not set to Japan (UTC{self.zone})")
            )
        return Text("。".join(each.ja for each in parts), "; ".join(each.en for each in parts))


def on_device(said: str, received_at: datetime) -> datetime | None:
    """The device's time where it is another than that of the receipt; None where they agree or it said none."""
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        return None
    if at.tzinfo is None:
        return None
    try:
        return at if abs(at - received_at) > APART else None
    except OverflowError:
        return None
