import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0002_delegations'),
    ]

    operations = [
        migrations.CreateModel(
            name='FormerName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='曾用全称')),
                ('short_name', models.CharField(blank=True, max_length=60, verbose_name='曾用简称')),
                ('pinyin', models.CharField(blank=True, editable=False, max_length=400)),
                ('initials', models.CharField(blank=True, editable=False, max_length=120)),
                ('until', models.DateField(verbose_name='用至')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='former_names', to='members.partyorg', verbose_name='党组织')),
            ],
            options={
                'verbose_name': '曾用名',
                'verbose_name_plural': '曾用名',
                'ordering': ['org', '-until', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='OrgChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('founded', '设立'), ('renamed', '更名'), ('moved', '调整隶属'), ('succeeded', '撤销并由承继组织接办'), ('closed', '撤销')], max_length=10, verbose_name='变动')),
                ('on', models.DateField(verbose_name='生效日期')),
                ('document', models.CharField(max_length=40, verbose_name='文号')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='补登理由')),
                ('was', models.CharField(blank=True, max_length=120)),
                ('became', models.CharField(blank=True, max_length=120)),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.appointment', verbose_name='登记人')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='members.partyorg', verbose_name='党组织')),
                ('successor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='takeovers', to='members.partyorg')),
            ],
            options={
                'verbose_name': '组织变动',
                'verbose_name_plural': '组织变动',
                'ordering': ['-on', '-pk'],
            },
        ),
    ]
