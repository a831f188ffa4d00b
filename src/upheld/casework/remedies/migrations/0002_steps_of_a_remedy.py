"""Steps of escalation are about a remedy and the day it was due; one address of a calendar is live at a time."""

from __future__ import annotations

from django.db import migrations, models


def give_to_remedies(apps: object, _editor: object) -> None:
    """A step of a case becomes one of each of its remedies that was overdue on its day."""
    step = apps.get_model("remedies", "Step")  # type: ignore[attr-defined]
    recommendation = apps.get_model("register", "Recommendation")  # type: ignore[attr-defined]
    for one in list(step.objects.order_by("pk")):
        for agreed in recommendation.objects.filter(case_id=one.reference).order_by("number"):
            due = agreed.extended_to or agreed.due_on
            if due < one.on:
                told = {name: getattr(one, name) for name in ("reference", "step", "on", "note", "by", "at")}
                step.objects.create(number=agreed.number, due=due, **told)
        one.delete()


def end_older(apps: object, _editor: object) -> None:
    """Of several live addresses of an authority the newest stays."""
    address = apps.get_model("remedies", "CalendarAddress")  # type: ignore[attr-defined]
    seen: set[str] = set()
    for one in address.objects.filter(ended_at=None).order_by("-pk"):
        if one.authority in seen:
            address.objects.filter(pk=one.pk).update(ended_at=one.made_at)
        seen.add(one.authority)


class Migration(migrations.Migration):

    dependencies = [("remedies", "0001_remedies_followed"), ("register", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="step", name="one_step_a_case"),
        migrations.AddField(model_name="step", name="number", field=models.PositiveIntegerField(null=True)),
        migrations.AddField(model_name="step", name="due", field=models.DateField(null=True)),
        migrations.RunPython(give_to_remedies, migrations.RunPython.noop),
        migrations.AlterField(model_name="step", name="number", field=models.PositiveIntegerField()),
        migrations.AlterField(model_name="step", name="due", field=models.DateField()),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(
                fields=["reference", "number", "due", "step"], name="one_step_a_remedy_and_day"
            ),
        ),
        migrations.RunPython(end_older, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="calendaraddress",
            constraint=models.UniqueConstraint(
                fields=["authority"], condition=models.Q(ended_at=None), name="one_live_address"
            ),
        ),
    ]
