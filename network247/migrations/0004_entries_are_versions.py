"""The columns that the versions hold now."""

from django.db import migrations


class Migration(migrations.Migration):
    """After they were copied."""

    dependencies = [("network247", "0003_first_versions")]
    operations = [
        migrations.RemoveConstraint(
            model_name="contactpoint",
            name="contact_point_name_once",
        ),
        migrations.RemoveField(
            model_name="contactpoint",
            name="authority_name",
        ),
        migrations.RemoveField(
            model_name="contactpoint",
            name="email",
        ),
        migrations.RemoveField(
            model_name="contactpoint",
            name="hours",
        ),
        migrations.RemoveField(
            model_name="contactpoint",
            name="languages",
        ),
        migrations.RemoveField(
            model_name="contactpoint",
            name="phone",
        ),
        migrations.RemoveField(
            model_name="contactpoint",
            name="source",
        ),
        migrations.RemoveField(
            model_name="contactpoint",
            name="timezone",
        ),
        migrations.RemoveField(
            model_name="contactpoint",
            name="verified_on",
        ),
    ]
