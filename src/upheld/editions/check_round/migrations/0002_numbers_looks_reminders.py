"""Queries get numbers within their authority; rounds know when to remind and who has looked."""

from collections import Counter

import django.db.models.deletion
from django.db import migrations, models


def number(apps, _editor):
    """Number what is there, oldest first."""
    query, seen = apps.get_model("check_round", "Query"), Counter()
    for pk, authority in query.objects.order_by("pk").values_list("pk", "authority"):
        seen[authority] += 1
        query.objects.filter(pk=pk).update(number=seen[authority])


class Migration(migrations.Migration):

    dependencies = [("check_round", "0001_check_rounds")]

    operations = [
        migrations.AddField("round", "remind_days", models.JSONField(default=list)),
        migrations.AddField("query", "number", models.PositiveIntegerField(default=0), preserve_default=False),
        migrations.RunPython(number, migrations.RunPython.noop),
        migrations.AddConstraint(
            "query", models.UniqueConstraint(fields=["authority", "number"], name="one_query_a_number")
        ),
        migrations.CreateModel(
            name="FirstLook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("authority", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="first_looks", to="check_round.round"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("round", "authority"), name="one_first_look_a_round")
                ]
            },
        ),
    ]
