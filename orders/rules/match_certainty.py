"""Which order a place of a text means, and when that is beyond doubt."""

from collections.abc import Sequence

from orders.rules.key_index import Role
from orders.rules.match_hits import Hit, Payer
from orders.rules.reference_index import Mention
from orders.rules.reference_words import Word
from orders.rules.references import Strength

# From here on digits alone are too many to be another firm's number by chance.
_BEYOND_CHANCE = 10


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

    A clear number is enough, unless the text speaks of refunds. A short one needs a second signal:
    a word before it, the payer's full name, or an amount that few orders have. "Rechnung 40110" by
    a stranger over another sum has none: invoices may have numbers of their own, told to nobody.
    """
    mention = hit.mention
    if mention is None:
        return False
    if mention.strength is Strength.WEAK or mention.word is Word.PLACE:
        return hit.support == 2
    is_named_clearly = mention.word > Word.PLACE
    is_strong = mention.strength is Strength.STRONG
    if hit.is_known and (hit.is_customer or hit.fits_amount):
        return True
    if hit.support and (is_strong or is_named_clearly):
        return True
    if hit.fits_amount:
        return payer.has_rare_amount
    if payer.gives_back:
        return False
    if is_strong:
        return _is_clear(mention) or is_named_clearly or not payer.words
    if mention.role is Role.TAIL or not is_named_clearly:
        return False
    return mention.word is Word.ORDER or mention.role is not Role.NUMBER or not payer.words


def _is_clear(mention: Mention) -> bool:
    """Whether nobody else has such a number: letters are in it, or very many digits."""
    is_long = not mention.key.isdigit() or len(mention.key) >= _BEYOND_CHANCE
    return mention.strength is Strength.STRONG and is_long
