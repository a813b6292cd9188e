from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sales", "0001_initial"),
    ]

    operations = [
        migrations.AddField("table", "asked_sheet", models.CharField(blank=True, max_length=100, verbose_name="sheet asked for")),
        migrations.AddField("table", "sheet", models.CharField(blank=True, max_length=100, verbose_name="sheet")),
        migrations.AddField("table", "sheets", models.JSONField(blank=True, default=list, verbose_name="sheets")),
        migrations.AddField("table", "notes", models.JSONField(blank=True, default=list, verbose_name="notes")),
        migrations.AddField("table", "rows_aside", models.BigIntegerField(default=0, verbose_name="rows that are no sales")),
    ]
