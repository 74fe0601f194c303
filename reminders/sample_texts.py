"""The sample letters the program ships, in German and English.

No fee and no interest before default (§ 286 BGB), the 40 euros for businesses only (§ 288 Abs. 5
BGB), no threat of credit bureaus.
"""

from reminders.rules.sample_letters import SampleLetter

_SENDER = ("[Ihre Firma mit Rechtsform]", "[Straße und Hausnummer]", "[PLZ Ort]")
_RECIPIENT = ("[Name des Kunden]", "[Straße und Hausnummer]", "[PLZ Ort]")
_REFERENCES = (
    ("Datum", "[Datum]"),
    ("Bestellung", "[Bestellnummer]"),
    ("Rechnung", "[Rechnungsnummer]"),
    ("Kontakt", "[Ansprechpartner]"),
    ("E-Mail", "[E-Mail-Adresse]"),
)
_BANK = (
    ("Kontoinhaber", "[Kontoinhaber]"),
    ("IBAN", "[IBAN]"),
    ("Bank", "[Name der Bank], BIC [BIC]"),
    ("Verwendungszweck", "[Rechnungsnummer]"),
)
_PAID, _LUMP_SUM = "bisher gezahlt", "Verzugspauschale (§ 288 Abs. 5 BGB)"
_AMOUNTS = {_PAID: "− [Betrag] €", _LUMP_SUM: "40,00 €"}
_CLOSING = ("Mit freundlichen Grüßen", "[Ihr Name]")
_FOOT = (
    "[Firma mit Rechtsform] · Sitz: [Ort] · [Registergericht, Registernummer]",
    "Geschäftsführung: [Namen] · USt-IdNr. [Nummer]",
)
_SETTLED = (
    "Falls Sie inzwischen gezahlt haben, betrachten Sie dieses Schreiben bitte als gegenstandslos."
)
_OBJECTIONS = (
    "Halten Sie die Forderung ganz oder teilweise für unberechtigt, teilen Sie uns das bitte vor "
    "Ablauf der Frist mit: [E-Mail-Adresse]."
)


def _german(
    key: str,
    title: str,
    use: str,
    subject: str,
    before: tuple[str, ...],
    sums: tuple[str, ...],
    after: tuple[str, ...],
) -> SampleLetter:
    return SampleLetter(
        key=key,
        title=title,
        use=use,
        language="de",
        sender=_SENDER,
        recipient=_RECIPIENT,
        references=_REFERENCES,
        subject=subject,
        before=("Guten Tag [Anrede und Name],", *before),
        sums=tuple((label, _AMOUNTS.get(label, "[Betrag] €")) for label in sums),
        bank=_BANK,
        after=after,
        closing=_CLOSING,
        foot=_FOOT,
    )


_FRIENDLY = _german(
    key="freundliche-erinnerung",
    title="Freundliche Zahlungserinnerung",
    use=(
        "Wenige Tage nach der Fälligkeit. Nennt Betrag und Tag klar: Zahlt der Kunde bis dahin "
        "nicht, ist er danach in Verzug. Kosten und Zinsen werden nicht verlangt."
    ),
    subject="Zahlungserinnerung zu Rechnung [Rechnungsnummer] vom [Rechnungsdatum]",
    before=(
        "vielen Dank für Ihre Bestellung vom [Bestelldatum]. Unsere Rechnung [Rechnungsnummer] war "
        "am [Fälligkeitsdatum] fällig, und wir haben noch keinen vollständigen Zahlungseingang "
        "gefunden. Sicher ist sie nur übersehen worden.",
        "Bitte zahlen Sie den offenen Betrag bis zum [Frist, ein Arbeitstag].",
    ),
    sums=("Rechnungsbetrag", _PAID, "Zu zahlen"),
    after=(
        _SETTLED,
        "Stimmt etwas mit der Lieferung oder der Rechnung nicht, schreiben Sie uns bitte an "
        "[E-Mail-Adresse]. Wir klären das gern mit Ihnen.",
    ),
)
_FACTUAL = _german(
    key="sachliche-mahnung",
    title="Sachliche Mahnung",
    use=(
        "Etwa zehn Tage nach der Erinnerung. Mahnkosten nur für einen Brief und nur, wenn der "
        "Kunde schon in Verzug ist; für eine E-Mail fallen keine an."
    ),
    subject="Mahnung zu Rechnung [Rechnungsnummer] vom [Rechnungsdatum]",
    before=(
        "auf unsere Erinnerung vom [Datum der Erinnerung] zu Ihrer Bestellung [Bestellnummer] ist "
        "die vollständige Zahlung nicht eingegangen. Fällig war sie am [Fälligkeitsdatum].",
        "Wir bitten Sie, den folgenden Betrag bis zum [Frist, ein Arbeitstag] zu überweisen.",
    ),
    sums=("Rechnungsbetrag", _PAID, "Mahnkosten (Porto, Druck)", "Zu zahlen"),
    after=(
        "Können Sie nicht in einer Summe zahlen, melden Sie sich bitte vor Ablauf der Frist. "
        "Über Raten lässt sich reden.",
        _OBJECTIONS,
        _SETTLED,
    ),
)
_FIRM = _german(
    key="bestimmte-mahnung",
    title="Bestimmte zweite Mahnung",
    use=(
        "Etwa zehn Tage nach der ersten Mahnung. Schlüsselt die Forderung auf und sagt, was folgt. "
        "Die Zinsen rechnet der Verzugszinsrechner im Menü taggenau aus."
    ),
    subject="Zweite Mahnung zu Rechnung [Rechnungsnummer] vom [Rechnungsdatum]",
    before=(
        "trotz unserer Mahnung vom [Datum der ersten Mahnung] ist unsere Rechnung "
        "[Rechnungsnummer] nicht vollständig bezahlt. Sie sind seit dem [Verzugsbeginn] in Verzug.",
        "Wir fordern Sie auf, den folgenden Betrag bis spätestens [Frist, ein Arbeitstag] zu "
        "zahlen.",
    ),
    sums=(
        "Rechnungsbetrag",
        _PAID,
        "Verzugszinsen, [Zinssatz] % vom [Verzugsbeginn] bis [Datum]",
        "Mahnkosten (Porto, Druck)",
        "Zu zahlen",
    ),
    after=(
        "Zahlen Sie auch bis dahin nicht, erhalten Sie von uns eine letzte Mahnung. Danach können "
        "Ihnen durch die Beitreibung der Forderung weitere Kosten entstehen.",
        _OBJECTIONS,
        _SETTLED,
    ),
)
_LAST = _german(
    key="letzte-mahnung",
    title="Letzte Mahnung vor der Übergabe",
    use=(
        "Wenn zwei Mahnungen ohne Antwort blieben. Kündigen Sie nur an, was Sie auch tun, und "
        "nicht, wenn der Kunde die Forderung bestreitet."
    ),
    subject="Letzte Mahnung zu Rechnung [Rechnungsnummer] vom [Rechnungsdatum]",
    before=(
        "unsere Rechnung [Rechnungsnummer] ist trotz unserer Mahnungen vom [Datum] und vom [Datum] "
        "nicht vollständig bezahlt. Sie sind seit dem [Verzugsbeginn] in Verzug.",
        "Wir setzen Ihnen eine letzte Frist bis zum [Frist in 7 Tagen, ein Arbeitstag].",
    ),
    sums=(
        "Rechnungsbetrag",
        _PAID,
        "Verzugszinsen, [Zinssatz] % vom [Verzugsbeginn] bis [Datum]",
        "Mahnkosten (Porto, Druck)",
        "Zu zahlen",
    ),
    after=(
        "Geht der Betrag innerhalb dieser Frist nicht ein und haben Sie uns bis dahin keine "
        "Einwände mitgeteilt, übergeben wir die Forderung an [Name des Inkassounternehmens] oder "
        "beantragen das gerichtliche Mahnverfahren. Die Kosten dafür haben Sie zu tragen, soweit "
        "das Gesetz es vorsieht.",
        _OBJECTIONS,
        _SETTLED,
    ),
)
_BUSINESS = _german(
    key="mahnung-an-unternehmen",
    title="Mahnung an ein Unternehmen",
    use=(
        "Nur an Unternehmen, die für ihr Gewerbe bestellt haben und in Verzug sind: 9 "
        "Prozentpunkte über dem Basiszinssatz und einmal je Rechnung 40 Euro (§ 288 Abs. 2 und 5 "
        "BGB), dafür keine Mahnkosten."
    ),
    subject="Mahnung zu Rechnung [Rechnungsnummer] vom [Rechnungsdatum]",
    before=(
        "unsere Rechnung [Rechnungsnummer] über Ihre Bestellung [Bestellnummer] war am "
        "[Fälligkeitsdatum] fällig und ist nicht vollständig bezahlt. Sie sind seit dem "
        "[Verzugsbeginn] in Verzug.",
        "Wir fordern Sie auf, den folgenden Betrag bis zum [Frist, ein Arbeitstag] zu zahlen.",
    ),
    sums=(
        "Rechnungsbetrag",
        _PAID,
        "Verzugszinsen, [Zinssatz] % vom [Verzugsbeginn] bis [Datum]",
        _LUMP_SUM,
        "Zu zahlen",
    ),
    after=(
        "Zinssatz im Jahr: Basiszinssatz zuzüglich 9 Prozentpunkten (§ 288 Abs. 2 BGB), taggenau "
        "gerechnet.",
        _OBJECTIONS,
        _SETTLED,
    ),
)
_ENGLISH = SampleLetter(
    key="payment-reminder-english",
    title="Zahlungserinnerung auf Englisch",
    use=(
        "Für Kunden im Ausland, wenige Tage nach der Fälligkeit. Kosten und Zinsen werden nicht "
        "verlangt."
    ),
    language="en",
    sender=("[Your company]", "[Street and number]", "[Postcode City]", "[Country]"),
    recipient=("[Customer's name]", "[Street and number]", "[Postcode City]", "[COUNTRY]"),
    references=(
        ("Date", "[Date]"),
        ("Order", "[Order number]"),
        ("Invoice", "[Invoice number]"),
        ("Contact", "[Your contact person]"),
        ("E-mail", "[E-mail address]"),
    ),
    subject="Payment reminder: invoice [invoice number] of [invoice date]",
    before=(
        "Dear [Title and name],",
        "Thank you for your order of [order date]. Our invoice [invoice number] was due on "
        "[due date], and we have not yet received payment in full. It has probably just been "
        "overlooked.",
        "Please pay the outstanding amount by [deadline, a working day].",
    ),
    sums=(
        ("Invoice amount", "EUR [amount]"),
        ("Paid so far", "− EUR [amount]"),
        ("Amount to pay", "EUR [amount]"),
    ),
    bank=(
        ("Account holder", "[Account holder]"),
        ("IBAN", "[IBAN]"),
        ("Bank", "[Bank], BIC [BIC]"),
        ("Reference", "[Invoice number]"),
    ),
    after=(
        "If you have paid in the meantime, please disregard this letter.",
        "If there is anything wrong with the delivery or the invoice, please write to "
        "[e-mail address]. We shall be glad to help.",
    ),
    closing=("Yours sincerely", "[Your name]"),
    foot=(
        "[Company with legal form] · Registered office: [City] · [Register court, number]",
        "Managing directors: [Names] · VAT ID [Number]",
    ),
)

SAMPLE_LETTERS: tuple[SampleLetter, ...] = (
    _FRIENDLY,
    _FACTUAL,
    _FIRM,
    _LAST,
    _BUSINESS,
    _ENGLISH,
)
