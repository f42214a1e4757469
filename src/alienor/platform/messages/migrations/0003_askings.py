from typing import Any

from django.db import migrations, models
from django.utils import timezone


def move_unconfirmed(apps: Any, _schema_editor: Any) -> None:
    """Those who never confirmed become demands: forgotten after a week, as they would have been."""
    asking, follower = (apps.get_model("alienor_messages", name) for name in ("Asking", "Follower"))
    waiting = follower.objects.filter(confirmed_at__isnull=True)
    asking.objects.bulk_create(
        asking(
            person_id=one.person_id,
            kind="follow",
            about=one.edition,
            language=one.language,
            secret_hash=one.secret_hash,
            asked_at=one.asked_at,
            sent_at=one.asked_at,
        )
        for one in waiting
    )
    waiting.delete()


def all_confirmed(apps: Any, _schema_editor: Any) -> None:
    """Back: whoever follows has confirmed it."""
    at = timezone.now()
    apps.get_model("alienor_messages", "Follower").objects.update(asked_at=at, confirmed_at=at)


class Migration(migrations.Migration):
    dependencies = [
        ("alienor_messages", "0002_followers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Asking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("person_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("about", models.CharField(max_length=80)),
                ("language", models.CharField(default="fr", max_length=8)),
                ("secret_hash", models.CharField(db_index=True, max_length=64)),
                ("asked_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person_id", "kind", "about"), name="asked_once"
                    )
                ],
            },
        ),
        migrations.AlterField("Follower", "asked_at", models.DateTimeField(null=True)),
        migrations.RunPython(move_unconfirmed, all_confirmed),
        migrations.RemoveField("Follower", "asked_at"),
        migrations.RemoveField("Follower", "confirmed_at"),
    ]
