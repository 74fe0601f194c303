"""What the dunning itself costs."""

from reminders.models import EvaluationSettings


def evaluation_settings() -> EvaluationSettings:
    """The row, or its defaults, unsaved, where nobody has touched or counted anything yet."""
    found = EvaluationSettings.objects.filter(pk=1).first()
    if found is None:
        found = EvaluationSettings()
        # Defaults of a model are as written; this makes amounts of them.
        found.clean_fields(exclude=["refreshed_at"])
    return found


def settle_evaluation_settings() -> None:
    """Store the one row with its defaults, so that a list shows it."""
    EvaluationSettings.objects.get_or_create(pk=1)
