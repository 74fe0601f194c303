"""The dossier of a case: all that an agency, a lawyer or a court asks for, in one PDF."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from common.rules.german import day as german_day
from common.rules.money import ZERO, cents
from inkasso.adapters.dossier_pdf import dossier_file
from inkasso.models import CollectionCase
from inkasso.rules.claim import ClaimAccount
from inkasso.rules.dossier import (
    Attachment,
    Dossier,
    Fact,
    InvoiceRow,
    PaperRow,
    PositionRow,
    RateRow,
)
from inkasso.services.claim_account import claim_account
from inkasso.services.dossier_reminders import reminder_sheets
from inkasso.services.dossier_timeline import timeline
from orders.models import Creditor, Customer, Invoice, Order
from reminders.services.interest_calculation import CONVENTION


def dossier_pdf(case: CollectionCase, day: date) -> bytes:
    """The dossier as of the day; the same data and day give the same bytes.

    A stored PDF that cannot be read is named on a page, and the others are there all the same.
    """
    return dossier_file(dossier_of(case, day))


def dossier_name(case: CollectionCase, day: date) -> str:
    """The name of the file: "Akte-IK-000017-2026-11-21.pdf"."""
    return f"Akte-{case.reference}-{day.isoformat()}.pdf"


def dossier_of(case: CollectionCase, day: date) -> Dossier:
    """What the dossier tells, in plain values; a fixed number of queries."""
    order = case.order
    invoices = list(order.invoices.select_related("file").order_by("issued_on", "pk"))
    claim = claim_account(case, day)
    reminders = reminder_sheets(order, day)
    positions = _positions(order)
    goods = sum((one.amount for one in positions), ZERO)
    return Dossier(
        reference=case.reference,
        day=day,
        creditor=_creditor_lines(order.sales_account.creditor),
        creditor_facts=_filled(_creditor_facts(order.sales_account.creditor)),
        debtor=order.customer.address_lines,
        debtor_facts=_filled(_debtor_facts(order.customer)),
        case_facts=_filled(_case_facts(case, claim)),
        order_number=order.number,
        order_facts=_filled(_order_facts(order)),
        positions=positions,
        other_amount=order.total - goods if positions else ZERO,
        order_total=order.total,
        rates=tuple(RateRow(one.due_on, one.amount) for one in order.installments.all()),
        claim=claim,
        invoices=tuple(_invoice(one) for one in invoices),
        reminders=reminders,
        timeline=timeline(case, claim, reminders, invoices, day),
        papers=_papers(case),
        convention=CONVENTION,
    )


def _filled(facts: Iterator[Fact]) -> tuple[Fact, ...]:
    return tuple((label, value) for label, value in facts if value)


def _creditor_lines(creditor: Creditor) -> tuple[str, ...]:
    return (creditor.name, creditor.street, f"{creditor.postcode} {creditor.city}")


def _creditor_facts(creditor: Creditor) -> Iterator[Fact]:
    yield "Geschäftsführung", creditor.managing_directors
    yield "Register", f"{creditor.register_court} {creditor.register_number}".strip()
    yield "USt-IdNr.", creditor.vat_id
    yield "E-Mail", creditor.email
    yield "Telefon", creditor.phone


def _debtor_facts(customer: Customer) -> Iterator[Fact]:
    is_business = customer.is_business
    yield "Einordnung", "Unternehmer (§ 14 BGB)" if is_business else "Verbraucher (§ 13 BGB)"
    yield "E-Mail", customer.effective_email
    yield "Telefon", customer.phone


def _case_facts(case: CollectionCase, claim: ClaimAccount) -> Iterator[Fact]:
    yield "Stand", case.state_label
    yield "Verkaufsaccount", str(case.order.sales_account)
    if claim.default_since:
        since = german_day(claim.default_since)
        yield "In Verzug seit", f"{since}, {claim.default_ground_words}"
    else:
        yield "In Verzug seit", "kein Verzug festgestellt"
    yield "Angelegt", f"{german_day(case.opened_on)}, {case.get_trigger_display()}"
    yield "Inkassopartner", case.agency.name if case.agency else ""
    yield "Übergeben", german_day(case.handed_over_on) if case.handed_over_on else ""
    yield "Aktenzeichen des Inkassobüros", case.agency_reference


def _order_facts(order: Order) -> Iterator[Fact]:
    yield "Bestellnummer", order.number
    yield "Bestellt am", german_day(order.ordered_on)
    yield "Bestellt bei", str(order.sales_account)
    yield "Zahlungsart", str(order.payment_method)
    yield "Zahlung", order.get_payment_plan_display()
    yield "Storniert am", german_day(order.cancelled_on) if order.cancelled_on else ""
    if order.stop_reason == Order.StopReason.DISPUTED:
        yield "Vom Kunden bestritten", "zum Teil" if order.disputed_amount else "ja"


def _positions(order: Order) -> tuple[PositionRow, ...]:
    return tuple(
        PositionRow(
            product=line.product,
            sku=line.sku,
            quantity=f"{line.quantity.normalize():f}".replace(".", ","),
            unit_price=line.unit_price,
            amount=cents(line.quantity * line.unit_price),
        )
        for line in order.lines.all()
    )


def _invoice(invoice: Invoice) -> InvoiceRow:
    file = getattr(invoice, "file", None)
    return InvoiceRow(
        number=invoice.number,
        issued_on=invoice.issued_on,
        received_on=invoice.received_on,
        file=Attachment(f"Rechnung {invoice.number}", file.file_name, bytes(file.pdf))
        if file
        else None,
    )


def _papers(case: CollectionCase) -> tuple[PaperRow, ...]:
    return tuple(
        PaperRow(
            title=one.title,
            file_name=one.file_name,
            added_on=timezone.localdate(one.created_at),
            sha256=one.sha256,
        )
        for one in case.documents.defer("content").order_by("pk")
    )
