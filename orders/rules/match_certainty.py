"""Which order a place of a text means, and when that is beyond doubt."""

from collections.abc import Sequence

from orders.rules.key_index import Role
from orders.rules.match_hits import Hit, Payer
from orders.rules.reference_index import Mention
from orders.rules.reference_words import Word
from orders.rules.references import Strength

# Beside letters so many digits are no article, no road and no invoice of somebody else.
_MANY_DIGITS = 6
# Longer than telephone, account and card numbers: nobody writes that by chance.
_BEYOND_CHANCE = 17


def choose(hits: Sequence[Hit]) -> Hit | None:
    """The order that one place of the text means; None while several are as likely.

    The same number may stand in two sales accounts, or be an order's and another's invoice.
    """
    best = max(hit.support for hit in hits)
    likely = [hit for hit in hits if hit.support == best]
    if len(_orders(likely)) > 1 and best == 0:
        likely = [hit for hit in likely if _is_said(hit)] or likely
    return likely[0] if len(_orders(likely)) == 1 else None


def _orders(hits: Sequence[Hit]) -> set[int]:
    return {hit.candidate.order_id for hit in hits}


def _is_said(hit: Hit) -> bool:
    """Whether the word before the number says what it is to this order."""
    wanted = {Role.INVOICE: Word.INVOICE, Role.NUMBER: Word.ORDER}
    return hit.mention is not None and wanted.get(hit.mention.role) is hit.mention.word


def is_enough(hit: Hit, payer: Payer) -> bool:
    """Whether the mention can only mean this order, with what else speaks for it.

    A clear number is enough by itself. Any other may be a postcode or another firm's: it needs the
    customer, or the very amount with one more sign. Of a stranger over another sum it never is.
    """
    mention = hit.mention
    if mention is None:
        return False
    if mention.strength is Strength.WEAK or mention.word is Word.PLACE:
        return hit.support == 2
    if hit.is_customer or _is_clear(mention):
        return True
    if not hit.fits_amount:
        return False
    is_said = mention.word > Word.PLACE or mention.strength >= Strength.STRONG
    return is_said or hit.is_known or payer.has_rare_amount


def _is_clear(mention: Mention) -> bool:
    """Whether nobody else has such a number: check digits, letters with it, very many digits."""
    if mention.strength < Strength.STRONG:
        return False
    if mention.strength is Strength.PROVEN or len(mention.key) >= _BEYOND_CHANCE:
        return True
    digits = sum(character.isdigit() for character in mention.key)
    has_letters = any(character.isalpha() for character in mention.key)
    return has_letters and (digits >= _MANY_DIGITS or mention.role is Role.TOKEN)
