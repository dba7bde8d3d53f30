"""A kept search is as long as the words it looks for: nothing is cut any more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("requests_mla", "0011_documents_of_a_side"),
    ]

    operations = [
        migrations.AlterField(
            model_name="savedview",
            name="query",
            field=models.TextField(),
        ),
    ]
