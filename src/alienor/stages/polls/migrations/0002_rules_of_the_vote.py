from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def fill(apps: Any, _editor: Any) -> None:
    """The version in force when the vote opened or, before that, when it was drafted."""
    versions = apps.get_model("alienor_founding", "RulesVersion").objects.order_by("-number")
    for poll in apps.get_model("alienor_polls", "Poll").objects.all():
        of_edition = versions.filter(edition_id=poll.edition_id)
        at = poll.opened_at or poll.drafted_at
        poll.rules_id = (of_edition.filter(adopted_at__lte=at).first() or of_edition.last()).pk
        poll.save(update_fields=["rules"])


class Migration(migrations.Migration):
    dependencies = [
        ("alienor_founding", "0001_initial"),
        ("alienor_polls", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="poll",
            name="rules",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="alienor_founding.rulesversion",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="poll",
            name="rules",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="alienor_founding.rulesversion",
            ),
        ),
    ]
