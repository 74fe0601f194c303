"""The shipped procedures: plain values from which a sales account's own procedure is made."""

from dataclasses import dataclass

from reminders.rules.fees import DEFAULT_LETTER_COST
from reminders.rules.procedure_words import DUE_DAY, ORDER_DAY, StepPlan

LAST_NOTICE = 3


@dataclass(frozen=True, slots=True)
class Profile:
    """One shipped procedure; steps: payment reminders first, then the levels."""

    key: str
    name: str
    description: str
    anchor: str
    steps: tuple[StepPlan, ...]


SHOP = Profile(
    "shop-5-15-30",
    "Shop 5/15/30",
    "Drei Mahnungen per E-Mail nach der Fälligkeit. Passt zu Rechnung und Ratenzahlung.",
    DUE_DAY,
    (StepPlan(1, 5), StepPlan(2, 15), StepPlan(3, 30)),
)
PHOTO = Profile(
    "foto-3-7-14",
    "Foto-Shop 3/7/14",
    "Drei freundliche Erinnerungen, gezählt ab der Bestellung, erst danach Mahnungen. Passt zu "
    "Vorkasse bei Fotoprodukten und Downloads.",
    ORDER_DAY,
    (
        StepPlan(0, 3, 4),
        StepPlan(0, 7, 7),
        StepPlan(0, 14, 10),
        StepPlan(1, 28),
        StepPlan(2, 42),
        StepPlan(LAST_NOTICE, 56, channel="both", fee=DEFAULT_LETTER_COST, charges_interest=True),
    ),
)
TWO_LEVELS = Profile(
    "zwei-mahnungen",
    "Zwei Mahnungen, dann Inkasso",
    "Zwei Mahnungen; die zweite ist die letzte vor der Übergabe an ein Inkassounternehmen. "
    "Passt zu Kursen und Abos.",
    DUE_DAY,
    (
        StepPlan(1, 7),
        StepPlan(
            2,
            21,
            channel="both",
            fee=DEFAULT_LETTER_COST,
            charges_interest=True,
            is_automatic=False,
            text=LAST_NOTICE,
        ),
    ),
)
LETTERS = Profile(
    "erinnerung-zwei-briefe",
    "Erinnerung + zwei Mahnschreiben",
    "Eine Zahlungserinnerung ab dem fünften Tag, dann zwei Briefe. Nach mehr als 30 Tagen kann "
    "die Forderung an ein Inkassounternehmen gehen. Passt zu Rechnungen an Firmen.",
    DUE_DAY,
    (
        StepPlan(0, 5, 7),
        StepPlan(1, 13, 9, channel="letter", fee=DEFAULT_LETTER_COST, charges_interest=True),
        StepPlan(
            2,
            23,
            8,
            channel="letter",
            fee=DEFAULT_LETTER_COST,
            charges_interest=True,
            text=LAST_NOTICE,
        ),
    ),
)
PROFILES: tuple[Profile, ...] = (SHOP, PHOTO, TWO_LEVELS, LETTERS)


def profile_of(key: str) -> Profile | None:
    """The profile with that key, None for none."""
    return next((one for one in PROFILES if one.key == key), None)
