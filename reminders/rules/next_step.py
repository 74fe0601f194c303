"""What a reminder announces for the case that nothing is paid."""


def next_step_sentence(
    level: int, *, deadline: str, is_last: bool, agency_name: str = "", language: str = "de"
) -> str:
    """What follows when the deadline passes; "" for a payment reminder (level 0).

    deadline: the day as the language spells it, named because a letter tells other days as well.
    The last notice names the agency if there is one. Nothing is said of credit bureaus: that
    would need the sentence of § 31 Abs. 2 BDSG a. F. (BGH, 19.03.2015, I ZR 157/13), and costs are
    announced only as far as the law grants them (§ 280, § 286 BGB).
    """
    if level < 1:
        return ""
    german, english = _last(agency_name) if is_last else _ANOTHER
    return (english if language == "en" else german).replace(_DEADLINE, deadline)


_DEADLINE = "[deadline]"
_ANOTHER = (
    f"Geht der Betrag bis zum {_DEADLINE} nicht ein, mahnen wir Sie erneut. Dadurch können Ihnen "
    "weitere Kosten entstehen.",
    f"If the amount does not reach us by {_DEADLINE}, we shall send you a further reminder. "
    "This may cause you additional costs.",
)
_AGENCY = ("ein Inkassounternehmen", "a debt collection agency")


def _last(agency_name: str) -> tuple[str, str]:
    german, english = (agency_name or word for word in _AGENCY)
    return (
        f"Geht der Betrag bis zum {_DEADLINE} nicht ein und haben Sie uns bis dahin keine Einwände "
        f"mitgeteilt, übergeben wir die Forderung zur Einziehung an {german} oder "
        "beantragen das gerichtliche Mahnverfahren. Die Kosten dafür haben Sie zu tragen, soweit "
        "das Gesetz es vorsieht.",
        f"If the amount does not reach us by {_DEADLINE} and you have not raised any objection by "
        f"then, we shall pass the claim to {english} for collection or apply for a court payment "
        "order. You will have to bear the costs of this as far as the law provides.",
    )
