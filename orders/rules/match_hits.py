"""What speaks for an order as the purpose of a payment, and when that is enough."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from common.rules.german import euro
from orders.rules.key_index import Role
from orders.rules.match_values import Candidate
from orders.rules.payer_names import Likeness, Words, likeness, likeness_in_text, read_words
from orders.rules.reference_index import Mention
from orders.rules.reference_words import Word, speaks_of_refund
from orders.rules.references import Strength, compress
from orders.rules.statements import EntryDraft

_SCORES = {Strength.PROVEN: 70, Strength.STRONG: 70, Strength.PLAIN: 45, Strength.WEAK: 15}
_NAME_SCORES = {Likeness.FULL: 25, Likeness.LAST_NAME: 15, Likeness.NONE: 0}
_AMOUNT_SCORE = 25
_NEARLY_SCORE = 8
_IBAN_SCORE = 20
_TYPO_SCORE = 15
_CLOSED_MALUS = 40
# Bank charges and typing slips: worth a hint, never proof.
_NEARLY = Decimal("0.50")


@dataclass(frozen=True, slots=True)
class Wording:
    """What the amount says, in words for people; {} is what is open."""

    same: str
    same_rate: str
    less: str
    more: str
    closed: str


OF_PAYMENTS = Wording(
    same="Betrag gleich dem offenen Betrag",
    same_rate="Betrag gleich der fälligen Rate",
    less="Teilzahlung: offen sind {}",
    more="Betrag höher als offen: {}",
    closed="schon bezahlt oder storniert",
)


@dataclass(frozen=True, slots=True)
class Payer:
    """Who paid, read once for all candidates."""

    words: Words
    text_words: Words
    iban: str
    has_rare_amount: bool

    @classmethod
    def of(cls, entry: EntryDraft, *, has_rare_amount: bool = False) -> "Payer":
        """The payer of the entry; rare is an amount that few open orders have."""
        words, text_words = read_words(entry.name), read_words(entry.remittance_text)
        return cls(words, text_words, entry.iban, has_rare_amount)

    @property
    def takes_back(self) -> bool:
        """Whether the text speaks of a refund, a cancellation or a payout, not of a payment."""
        return speaks_of_refund(self.text_words.in_order)

    def likeness(self, candidate: Candidate) -> Likeness:
        """How well the payer's name, or else the text, fits the customer."""
        names = candidate.first_name, candidate.last_name, candidate.company
        return likeness(self.words, *names) or likeness_in_text(self.text_words, *names)

    def paid_before(self, candidate: Candidate) -> bool:
        """Whether this customer paid from the account before."""
        return bool(self.iban) and self.iban in candidate.ibans


@dataclass(frozen=True, slots=True)
class Hit:
    """An order with all that speaks for it; the mention is None when the text names it nowhere."""

    candidate: Candidate
    mention: Mention | None
    likeness: Likeness
    is_known_iban: bool
    fits_amount: bool

    @property
    def is_known(self) -> bool:
        """Whether the payer seems to be the customer."""
        return self.is_known_iban or self.likeness > Likeness.NONE

    @property
    def is_customer(self) -> bool:
        """Whether the payer can hardly be anybody else: full name, or the account known."""
        return self.is_known_iban or self.likeness is Likeness.FULL

    @property
    def support(self) -> int:
        """How many things besides the mention speak for it: the payer, the amount."""
        return self.is_known + self.fits_amount

    @property
    def strength(self) -> Strength:
        """How much the mention says."""
        return self.mention.strength if self.mention else Strength.WEAK


def meet(candidate: Candidate, mention: Mention | None, payer: Payer, amount: Decimal) -> Hit:
    """The order seen from the payment."""
    return Hit(
        candidate,
        mention,
        payer.likeness(candidate),
        payer.paid_before(candidate),
        candidate.fits(amount),
    )


def score_of(hit: Hit, amount: Decimal, loose: Sequence[str]) -> int:
    """How likely the order is, for ranking."""
    score = _NAME_SCORES[hit.likeness] + _IBAN_SCORE * hit.is_known_iban
    if hit.fits_amount:
        score += _AMOUNT_SCORE
    elif abs(hit.candidate.open_amount - amount) <= _NEARLY:
        score += _NEARLY_SCORE
    if hit.mention:
        score += _SCORES[hit.mention.strength] + 5 * (hit.mention.word > Word.PLACE)
    elif typed_wrong(hit.candidate.number, loose):
        score += _TYPO_SCORE
    return score if hit.candidate.is_open else score - _CLOSED_MALUS


def reasons_of(
    hit: Hit, amount: Decimal, loose: Sequence[str], wording: Wording = OF_PAYMENTS
) -> tuple[str, ...]:
    """Why the order is proposed, in words for people."""
    reasons = [*_reference_reasons(hit, loose), _amount_reason(hit, amount, wording)]
    if hit.likeness is Likeness.FULL:
        reasons.append("Name wie beim Kunden")
    elif hit.likeness is Likeness.LAST_NAME:
        reasons.append("Nachname wie beim Kunden")
    if hit.is_known_iban:
        reasons.append("von diesem Konto schon gezahlt")
    return tuple(reasons)


def _amount_reason(hit: Hit, amount: Decimal, wording: Wording) -> str:
    candidate = hit.candidate
    if not candidate.is_open:
        return f"Auftrag {candidate.number} ist {wording.closed}"
    if hit.fits_amount:
        return wording.same if amount == candidate.open_amount else wording.same_rate
    words = wording.less if amount < candidate.open_amount else wording.more
    return words.format(euro(candidate.open_amount))


def _reference_reasons(hit: Hit, loose: Sequence[str]) -> tuple[str, ...]:
    mention, candidate = hit.mention, hit.candidate
    if mention is None:
        typed = typed_wrong(candidate.number, loose)
        return (f"Bestellnummer {candidate.number} fast wie „{typed}“",) if typed else ()
    if mention.role is Role.NUMBER:
        return (f"{mention.role} {candidate.number} {mention.field}",)
    if mention.role is Role.TAIL:
        return (f"Bestellnummer {candidate.number} ohne Vorsilbe {mention.field}",)
    if mention.role is Role.INVOICE:
        found = (n for n in candidate.invoice_numbers if compress(n) == mention.key)
        return (f"{mention.role} {next(found, mention.key)} {mention.field}",)
    return (f"{mention.role} {mention.field}",)


def typed_wrong(number: str, loose: Sequence[str]) -> str:
    """The number of the text that differs from the order's in one digit or two swapped ones."""
    digits = "".join(character for character in number if character.isdigit())
    return next((typed for typed in loose if _is_slip(typed, digits)), "")


def _is_slip(typed: str, digits: str) -> bool:
    meant = digits[-len(typed) :]
    if len(meant) != len(typed):
        return False
    wrong = [
        place for place, pair in enumerate(zip(typed, meant, strict=True)) if pair[0] != pair[1]
    ]
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
        first, second = wrong
        return typed[first] == meant[second] and typed[second] == meant[first]
    return len(wrong) == 1
