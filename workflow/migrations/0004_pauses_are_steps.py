"""How long a clock stood still is the sum of its steps."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("workflow", "0003_clocks_as_they_were")]

    operations = [migrations.RemoveField(model_name="clock", name="paused_seconds")]
