from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0008_org_codes'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='partyorg',
            constraint=models.UniqueConstraint(condition=models.Q(('document_code', ''), _negated=True), fields=('document_code',), name='one_bearer_of_a_document_code', violation_error_message='这个机关代字或组织代码已由别的组织使用，文号会重复，请换一个（R-T12）。'),
        ),
        migrations.AddConstraint(
            model_name='partyorg',
            constraint=models.UniqueConstraint(condition=models.Q(('code', ''), _negated=True), fields=('code',), name='one_bearer_of_a_code', violation_error_message='这个机关代字或组织代码已由别的组织使用，文号会重复，请换一个（R-T12）。'),
        ),
    ]
