"""The English pieces of the shipped texts; the law behind them is German."""

from reminders.default_texts_pieces import Pieces, Step, Subject

_CROSSING = "If you have paid in the meantime, please disregard this reminder."
_OBJECTION = (
    "If you dispute the claim in whole or in part, or if {hardship}, please {reply} before the "
    "deadline."
)

ENGLISH = Pieces(
    language="en",
    name="Englisch",
    salutation="((ANREDE)),",
    reply_to_mail="simply reply to this e-mail or write to ((KONTAKT_EMAIL))",
    reply_to_letter="write to us at ((KONTAKT_EMAIL))",
    closing="Kind regards\n((ABSENDER))",
    steps=(
        Step(
            name="Payment reminder",
            title="Payment reminder for {about}",
            opening=(
                "We have not yet received full payment for {about}. It ((FAELLIGKEIT)). Such "
                "things are easily overlooked."
            ),
            demand="Please pay ((GESAMTFORDERUNG)) by ((FRIST)).",
            consequence="",
            crossing=_CROSSING,
            objection="{question} Then {reply}. We will be glad to help.",
        ),
        Step(
            name="First reminder",
            title="First reminder for {about}",
            opening=(
                "Although payment for {about} ((FAELLIGKEIT)), we have not received the full "
                "amount."
            ),
            demand="Please pay ((GESAMTFORDERUNG)) by ((FRIST)).",
            consequence="",
            crossing=_CROSSING,
            objection="{question} Then {reply}. We will be glad to sort it out with you.",
        ),
        Step(
            name="Second reminder",
            title="Second reminder for {about}",
            opening=(
                "Despite our reminder we have not received full payment for {about}. It "
                "((FAELLIGKEIT))."
            ),
            demand="We request that you pay ((GESAMTFORDERUNG)) by ((FRIST)) at the latest.",
            consequence="((NAECHSTER_SCHRITT))",
            crossing=_CROSSING,
            objection=_OBJECTION,
        ),
        Step(
            name="Final reminder",
            title="Final reminder for {about}",
            opening=(
                "Despite being reminded, you have not paid for {about} in full. Payment "
                "((FAELLIGKEIT))."
            ),
            demand=(
                "We are setting you a final deadline: please pay ((GESAMTFORDERUNG)) by ((FRIST)) "
                "at the latest."
            ),
            consequence=(
                "If the amount does not reach us by ((FRIST)) and you have not raised any "
                "objection by then, we shall pass the claim on to ((INKASSO)) or apply for a court "
                "payment order. You will have to bear the costs of this as far as the law provides."
            ),
            crossing=_CROSSING,
            objection=_OBJECTION,
        ),
    ),
    subjects={
        "": Subject(
            name="",
            about="((BESTELLUNG))",
            question="Is anything wrong, or have you withdrawn from the order?",
            hardship="you cannot pay in one sum",
        ),
    },
)
