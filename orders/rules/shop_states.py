"""What the shops' own words for the state of an order mean in German."""

_WORDS = {
    # Shopify, Financial Status
    "pending": "Zahlung ausstehend",
    "authorized": "Zahlung vorgemerkt",
    "expired": "Vormerkung abgelaufen",
    "paid": "Bezahlt",
    "partially_paid": "Teilweise bezahlt",
    "refunded": "Erstattet",
    "partially_refunded": "Teilweise erstattet",
    "voided": "Zahlung aufgehoben",
    # WooCommerce, Order Status
    "pending payment": "Zahlung ausstehend",
    "on hold": "In Wartestellung",
    "processing": "In Bearbeitung",
    "completed": "Abgeschlossen",
    "cancelled": "Storniert",
    "failed": "Fehlgeschlagen",
    # Digistore24, billing_status
    "paying": "Zahlt",
    "unpaid": "Nicht bezahlt",
    "reminding": "Wird erinnert",
    "aborted": "Abgebrochen",
    # CopeCart, payment_status
    "charged_back": "Rückbuchung",
}


def in_german(shop_state: str) -> str:
    """The shop's word in German; a word that is not known stands in quotation marks."""
    known = _WORDS.get(shop_state.strip().lower())
    return known or (f"„{shop_state}“" if shop_state else "nicht angegeben")
