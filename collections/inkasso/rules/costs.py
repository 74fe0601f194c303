"""What a debtor owes for agency, lawyer and court: §§ 13a–13f RDG, RVG with VV, GKG with KV."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.rules.german import euro, number
from common.rules.money import ZERO, cents
from inkasso.rules.cost_tables import CostsRefused, CostTable, FullFee, cost_table

# Nr. 2300 VV with notes: simple cases, the threshold, the most for what nobody disputes.
SIMPLE_FACTOR = Decimal("0.5")
USUAL_FACTOR = Decimal("0.9")
LARGEST_UNDISPUTED_FACTOR = Decimal("1.3")
LARGEST_DISPUTED_FACTOR = Decimal("2.5")
# The 50-euro case came with the law on consumer protection in debt collection.
SMALL_CLAIM_SINCE = date(2021, 10, 1)
SMALL_CLAIM_VALUE = Decimal(50)
LEAST_FEE = Decimal("15.00")
AGREEMENT_FACTOR = Decimal("0.7")
ORDER_FACTOR = Decimal("1.0")
ENFORCEMENT_FACTOR = Decimal("0.5")
COURT_FACTOR = Decimal("0.5")
_SET_OFF_LIMIT = Decimal("0.75")
_EXPENSES_PERCENT, _EXPENSES_LIMIT = Decimal(20), Decimal("20.00")
_VAT_PERCENT = Decimal(19)
_HALF = Decimal("0.5")


@dataclass(frozen=True)
class CostLine:
    """One amount as it can be computed anew: what, how, by which norm, euros.

    is_basis: others are computed from it; it is no part of the sum.
    """

    label: str
    formula: str
    ground: str
    amount: Decimal
    is_basis: bool = False


@dataclass(frozen=True)
class AgencyCost:
    """What an agency may charge the debtor; gross is what he owes."""

    table: date
    value: Decimal
    factor: Decimal
    fee: Decimal
    expenses: Decimal
    net: Decimal
    vat: Decimal
    gross: Decimal
    lines: tuple[CostLine, ...]

    @property
    def factor_words(self) -> str:
        """The rate as Germans write it: 0,9."""
        return _factor(self.factor)


@dataclass(frozen=True)
class LawyerCost:
    """What a lawyer costs in the Mahnverfahren, less what was earned before it."""

    order_fee: Decimal
    enforcement_fee: Decimal
    set_off: Decimal
    expenses: Decimal
    net: Decimal
    vat: Decimal
    gross: Decimal
    lines: tuple[CostLine, ...]


def collection_fee(
    value: Decimal,
    on: date,
    *,
    factor: Decimal = USUAL_FACTOR,
    is_disputed: bool = False,
    is_vat_deductible: bool = True,
) -> AgencyCost:
    """Agency cost the debtor owes at most (§ 13e Abs. 1 RDG, Nr. 2300 VV RVG).

    value: principal in euros; on: day of the order to the agency (§ 60 RVG). CostsRefused for
    a factor, value or day outside the law.
    """
    table = cost_table(on)
    _check(value, factor, is_disputed=is_disputed)
    base = _business_base(value, table, on, is_disputed=is_disputed)
    fee = _fee_line("Geschäftsgebühr", base.amount, factor, "Nr. 2300 VV RVG")
    expenses = _expenses_line(fee.amount)
    net = fee.amount + expenses.amount
    vat = _vat_line(net, is_vat_deductible=is_vat_deductible)
    return AgencyCost(
        table=table.valid_from,
        value=value,
        factor=factor,
        fee=fee.amount,
        expenses=expenses.amount,
        net=net,
        vat=vat.amount,
        gross=net + vat.amount,
        lines=(base, fee, expenses, vat),
    )


def agreement_cost(
    value: Decimal, on: date, *, business_fee: Decimal, is_vat_deductible: bool = True
) -> AgencyCost:
    """What an instalment agreement costs on top: 0.7 from half of the value (§ 31b RVG).

    Expenses count once for everything, so what the business fee has used is left out.
    """
    table = cost_table(on)
    _check(value, AGREEMENT_FACTOR, is_disputed=False)
    half = cents(value * _HALF)
    base = _base_line(half, table)
    fee = _fee_line("Einigungsgebühr", base.amount, AGREEMENT_FACTOR, "Nr. 1000 Nr. 2 VV RVG")
    expenses = _further_expenses(business_fee, fee.amount)
    net = fee.amount + expenses.amount
    vat = _vat_line(net, is_vat_deductible=is_vat_deductible)
    words = f"50 % × {euro(value)} = {euro(half)}"
    worth = CostLine("Wert der Vereinbarung", words, "§ 31b RVG", half, is_basis=True)
    return AgencyCost(
        table=table.valid_from,
        value=half,
        factor=AGREEMENT_FACTOR,
        fee=fee.amount,
        expenses=expenses.amount,
        net=net,
        vat=vat.amount,
        gross=net + vat.amount,
        lines=(worth, base, fee, expenses, vat),
    )


def court_fee(value: Decimal, on: date, *, factor: Decimal = COURT_FACTOR) -> Decimal:
    """Court fee in euros; at the rate of 0.5 that of the Mahnverfahren with its minimum.

    on: day the application reaches the court (§ 71 GKG).
    """
    return court_lines(value, on, factor=factor)[-1].amount


def court_lines(
    value: Decimal, on: date, *, factor: Decimal = COURT_FACTOR
) -> tuple[CostLine, CostLine]:
    """The 1.0 fee and the court's fee (§ 34 GKG, Nr. 1100 KV); CostsRefused before 2021."""
    table = cost_table(on)
    _check_value(value)
    full = table.court.fee(value)
    least = table.least_order_fee if factor == COURT_FACTOR else LEAST_FEE
    amount = cents(full.amount * factor)
    formula = f"{_factor(factor)} × {euro(full.amount)}"
    if amount < least:
        formula = f"{formula} = {euro(amount)}, mindestens {euro(least)}"
    ground = "Nr. 1100 KV GKG" if factor == COURT_FACTOR else "§ 34 GKG"
    return (
        _full_line(full, "§ 34 GKG"),
        CostLine("Gerichtsgebühr", formula, ground, max(amount, least)),
    )


def lawyer_costs(
    value: Decimal,
    on: date,
    *,
    business_fee: Decimal = ZERO,
    has_enforcement: bool = True,
    is_vat_deductible: bool = True,
) -> LawyerCost:
    """A lawyer's fees in the Mahnverfahren: Nr. 3305 and 3308 VV, less half the business fee.

    business_fee: net fee of agency or lawyer before court, in euros; half of it is set off, at
    most 0.75 of a fee (Vorbem. 3 Abs. 4 VV; § 13f RDG). Expenses count from the full fees.
    """
    table = cost_table(on)
    _check_value(value)
    base = _base_line(value, table)
    order = _fee_line("Verfahrensgebühr Mahnbescheid", base.amount, ORDER_FACTOR, "Nr. 3305 VV RVG")
    enforcement = _enforcement_line(base.amount, has_enforcement=has_enforcement)
    set_off = _set_off_line(business_fee, base.amount, order.amount)
    fees = order.amount + enforcement.amount
    expenses = _expenses_line(fees)
    net = fees + set_off.amount + expenses.amount
    vat = _vat_line(net, is_vat_deductible=is_vat_deductible)
    return LawyerCost(
        order_fee=order.amount,
        enforcement_fee=enforcement.amount,
        set_off=-set_off.amount,
        expenses=expenses.amount,
        net=net,
        vat=vat.amount,
        gross=net + vat.amount,
        lines=(base, order, enforcement, set_off, expenses, vat),
    )


def _check(value: Decimal, factor: Decimal, *, is_disputed: bool) -> None:
    _check_value(value)
    largest = LARGEST_DISPUTED_FACTOR if is_disputed else LARGEST_UNDISPUTED_FACTOR
    if not SIMPLE_FACTOR <= factor <= largest:
        what = "bestrittene" if is_disputed else "unbestrittene"
        raise CostsRefused(
            f"Für eine {what} Forderung liegt der Gebührensatz zwischen {_factor(SIMPLE_FACTOR)} "
            f"und {_factor(largest)} (Nr. 2300 VV RVG)."
        )


def _check_value(value: Decimal) -> None:
    if value <= 0:
        raise CostsRefused("Der Betrag muss größer als 0,00 € sein.")


def _business_base(value: Decimal, table: CostTable, on: date, *, is_disputed: bool) -> CostLine:
    """The 1.0 fee; that of the 50-euro case where it holds."""
    if value > SMALL_CLAIM_VALUE or is_disputed or on < SMALL_CLAIM_SINCE:
        return _base_line(value, table)
    fee = table.small_claim_fee
    words = f"{euro(fee)} (unbestritten, Wert bis {euro(SMALL_CLAIM_VALUE)})"
    return CostLine("Gebühr 1,0", words, "§ 13 Abs. 2 RVG", fee, is_basis=True)


def _base_line(value: Decimal, table: CostTable) -> CostLine:
    return _full_line(table.lawyer.fee(value), "§ 13 Abs. 1 RVG")


def _full_line(full: FullFee, ground: str) -> CostLine:
    """The 1.0 fee with the steps that lead to it."""
    formula = f"{full.formula} (Wert bis {euro(full.up_to)})"
    return CostLine("Gebühr 1,0", formula, ground, full.amount, is_basis=True)


def _fee_line(label: str, base: Decimal, factor: Decimal, ground: str) -> CostLine:
    """A fee, 15 euros at least (§ 13 Abs. 3 RVG)."""
    amount = cents(base * factor)
    formula = f"{_factor(factor)} × {euro(base)}"
    if amount < LEAST_FEE:
        formula = f"{formula} = {euro(amount)}, mindestens {euro(LEAST_FEE)}"
    return CostLine(label, formula, ground, max(amount, LEAST_FEE))


def _enforcement_line(base: Decimal, *, has_enforcement: bool) -> CostLine:
    label, ground = "Verfahrensgebühr Vollstreckungsbescheid", "Nr. 3308 VV RVG"
    if not has_enforcement:
        return CostLine(label, "nicht beantragt", ground, ZERO)
    return _fee_line(label, base, ENFORCEMENT_FACTOR, ground)


def _set_off_line(business_fee: Decimal, base: Decimal, order_fee: Decimal) -> CostLine:
    """What was earned before court, as a negative amount; never more than the fee itself."""
    half, most = cents(business_fee * _HALF), cents(base * _SET_OFF_LIMIT)
    formula = f"−0,5 × {euro(business_fee)}"
    if half > most:
        formula = f"{formula}, höchstens 0,75 × {euro(base)}"
    amount = min(half, most, order_fee)
    return CostLine("Anrechnung", formula, "Vorbem. 3 Abs. 4 VV RVG", cents(-amount))


def _expenses(fees: Decimal) -> Decimal:
    return min(cents(fees * _EXPENSES_PERCENT / 100), _EXPENSES_LIMIT)


def _expenses_line(fees: Decimal) -> CostLine:
    formula = f"20 % × {euro(fees)}"
    full = cents(fees * _EXPENSES_PERCENT / 100)
    if full > _EXPENSES_LIMIT:
        formula = f"{formula} = {euro(full)}, höchstens {euro(_EXPENSES_LIMIT)}"
    return CostLine("Auslagenpauschale", formula, "Nr. 7002 VV RVG", _expenses(fees))


def _further_expenses(before: Decimal, fee: Decimal) -> CostLine:
    """What the flat rate rises by when a second fee joins the first."""
    used = _expenses(before)
    formula = f"20 % × {euro(before + fee)}, höchstens {euro(_EXPENSES_LIMIT)}, − {euro(used)}"
    amount = _expenses(before + fee) - used
    return CostLine("Auslagenpauschale, weitere", formula, "Nr. 7002 VV RVG", amount)


def _vat_line(net: Decimal, *, is_vat_deductible: bool) -> CostLine:
    label, ground = "Umsatzsteuer", "Nr. 7008 VV RVG"
    if is_vat_deductible:
        return CostLine(label, "keine: Gläubiger zieht Vorsteuer ab", ground, ZERO)
    return CostLine(label, f"19 % × {euro(net)}", ground, cents(net * _VAT_PERCENT / 100))


def _factor(factor: Decimal) -> str:
    """The rate as Germans write it: 0,5 or 0,75."""
    return number(factor).removesuffix("0")
