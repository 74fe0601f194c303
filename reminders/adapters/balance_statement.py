"""A balance statement as letter (PDF) and as plain mail, on the form of the other letters."""

from decimal import Decimal

from django.template.loader import render_to_string

from common.rules.iban import group_iban
from reminders.adapters import display
from reminders.adapters.girocode import MAX_NAME, girocode_payload, girocode_png
from reminders.adapters.pdf import data_url, logo_url, needs_dense_address, pdf_of
from reminders.adapters.wording import Wording
from reminders.rules.balance import BalanceContent, BalanceLine
from reminders.rules.balance_words import BalanceWords, balance_words


def balance_pdf(content: BalanceContent) -> bytes:
    """The finished letter as PDF/A-3u; the same content gives the same bytes.

    Raises LogoUnreadable, NotAGiroCode.
    """
    return pdf_of(render_to_string("reminders/letters/balance.html", _context(content)))


def balance_mail(content: BalanceContent) -> tuple[str, str]:
    """Subject and text of the mail that carries the letter."""
    words, fixed = balance_words(content.language), display.wording(content.language)
    paragraphs = [
        _salutation(content, words),
        f"{_opening(content, words, fixed)} {words.attached}",
        f"{words.balance}: {_money(content.balance, content, fixed)}",
        *_sentences(content, words, fixed),
        *_bank_paragraph(content, words, fixed),
        words.questions,
        f"{words.regards}\n{content.sender_name}",
    ]
    columns = display.company_columns(content.creditor, fixed)
    foot = "\n".join(["-- ", *(", ".join(column) for column in columns), ""])
    subject = f"{words.title}: {words.subject.format(fixed.day(content.day))}"
    return subject, "\n\n".join(paragraphs) + f"\n\n{foot}"


def _context(content: BalanceContent) -> dict[str, object]:
    words, fixed = balance_words(content.language), display.wording(content.language)
    page_word, of_word, _ = fixed.page.split("{}")
    creditor = content.creditor
    written = fixed.head.format(words.title, fixed.long_day(content.day))
    return {
        "content": content,
        "words": fixed,
        "balance_words": words,
        "creditor_name": creditor.name,
        "recipient_lines": content.recipient_lines,
        "is_dense_address": needs_dense_address(content.recipient_lines),
        "return_line": display.address_line(creditor),
        "logo": logo_url(creditor.logo) if creditor.logo else "",
        "columns": display.company_columns(creditor, fixed),
        "references": _references(content, fixed),
        "subject": words.subject.format(fixed.long_day(content.day)),
        "running_head": f"{creditor.name} · {written}",
        "page_word": page_word,
        "of_word": of_word,
        "salutation": _salutation(content, words),
        "opening": _opening(content, words, fixed),
        "rows": [_row(line, content, fixed) for line in content.lines if line.open_amount],
        "credits": [
            (words.credit.format(line.order_number), _money(-line.credit, content, fixed))
            for line in content.lines
            if line.credit
        ],
        "balance": _money(content.balance, content, fixed),
        "sentences": _sentences(content, words, fixed),
        **_payment(content, words, fixed),
    }


def _references(content: BalanceContent, fixed: Wording) -> list[tuple[str, str]]:
    facts = [
        (fixed.written_on, fixed.long_day(content.day)),
        (fixed.contact, content.sender_name),
        ("E-Mail", content.reply_to or content.creditor.email),
        (fixed.phone, content.creditor.phone),
    ]
    return [(label, value) for label, value in facts if value]


def _row(line: BalanceLine, content: BalanceContent, fixed: Wording) -> list[str]:
    mark = "*" if line.is_at_agency else ""
    amounts = (line.total, -line.settled, line.charges, line.open_amount)
    day = fixed.day(line.due_on) if line.due_on else ""
    shown = [_money(amount, content, fixed) for amount in amounts]
    return [f"{line.order_number}{mark}", day, *shown]


def _sentences(content: BalanceContent, words: BalanceWords, fixed: Wording) -> list[str]:
    """What explains the balance: nothing open, agency, money back, and that it is no reminder."""
    sentences = [] if content.open_amount else [words.all_paid]
    if content.payments_until is not None:
        day = fixed.long_day(content.payments_until)
        sentences.append(display.unparted(fixed.payments_until.format(day)))
    if content.agency_orders:
        sentences.append(words.at_agency)
    if content.balance < 0:
        sentences.append(words.money_back.format(_money(-content.balance, content, fixed)))
    return [*sentences, words.not_yet] if content.open_amount else sentences


def _payment(content: BalanceContent, words: BalanceWords, fixed: Wording) -> dict[str, object]:
    """Where the balance can be paid; nothing where there is nothing to pay to us."""
    if not content.is_payable or not content.creditor.iban:
        return {"bank_facts": (), "girocode": ""}
    balance = _money(content.balance, content, fixed)
    return {
        "please_pay": words.please_pay.format(balance),
        "bank_facts": _bank_facts(content, fixed),
        "girocode": _girocode(content) if content.currency == "EUR" else "",
    }


def _bank_facts(content: BalanceContent, fixed: Wording) -> list[tuple[str, str]]:
    creditor = content.creditor
    bic = f"BIC {creditor.bic}" if creditor.bic else ""
    facts = [
        (fixed.account_holder, creditor.account_holder or creditor.name),
        ("IBAN", group_iban(creditor.iban)),
        (fixed.bank, ", ".join(part for part in (creditor.bank_name, bic) if part)),
        (fixed.remittance, content.remittance_text),
    ]
    return [(label, value) for label, value in facts if value]


def _bank_paragraph(content: BalanceContent, words: BalanceWords, fixed: Wording) -> list[str]:
    payment = _payment(content, words, fixed)
    if not payment["bank_facts"]:
        return []
    facts = [f"{label}: {value}" for label, value in _bank_facts(content, fixed)]
    return ["\n".join([str(payment["please_pay"]), *facts])]


def _girocode(content: BalanceContent) -> str:
    creditor = content.creditor
    payload = girocode_payload(
        name=(creditor.account_holder or creditor.name)[:MAX_NAME],
        iban=creditor.iban,
        bic=creditor.bic,
        amount=content.balance,
        text=content.remittance_text,
    )
    return data_url("image/png", girocode_png(payload))


def _salutation(content: BalanceContent, words: BalanceWords) -> str:
    return words.salutation.format(f" {content.name}" if content.name else "")


def _opening(content: BalanceContent, words: BalanceWords, fixed: Wording) -> str:
    return display.unparted(words.opening.format(fixed.long_day(content.day)))


def _money(amount: Decimal, content: BalanceContent, fixed: Wording) -> str:
    return display.money(amount, content.currency, fixed)
