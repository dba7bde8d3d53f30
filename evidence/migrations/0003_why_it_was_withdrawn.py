"""An exhibit that was taken back says why, and who took it back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0002_same_form_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="exhibit",
            name="withdrawn_by_name",
            field=models.CharField(blank=True, max_length=200, verbose_name="withdrawn by"),
        ),
        migrations.AddField(
            model_name="exhibit",
            name="withdrawn_reason",
            field=models.TextField(blank=True, verbose_name="why it was withdrawn"),
        ),
    ]
