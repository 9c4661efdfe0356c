from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0026_imports_read'),
    ]

    operations = [
        migrations.AlterField(
            model_name='rosterproblem',
            name='kind',
            field=models.CharField(choices=[('R-I1', '身份号码有误'), ('R-I2', '身份号码与出生日期或性别不符'), ('R-I3', '身份号码重复'), ('R-T10', '党支部不明'), ('R-T9', '党支部与登记不同'), ('R-O3', '组织类别或上级不符'), ('R-O6', '审批权限不符'), ('R-O12', '不在本组织管理范围'), ('R-T12', '机关代字或组织代码重复'), ('name', '姓名或名称'), ('R-P10', '用字须核对'), ('date', '日期'), ('stage', '党员类别'), ('formula', '单元格是公式'), ('cell', '单元格内容'), ('unknown', '台账上的人不在名册中'), ('unlikely', '与常理不符，请核对'), ('offer', '与登记不同，可作更正'), ('former', '不是现有党员'), ('hidden', '隐藏的表、行、列'), ('struck', '划掉的行'), ('furniture', '合计、签名、说明、示例'), ('columns', '表里没有这一列'), ('kept', '办理程序尚未上线，只留存文件')], max_length=10, verbose_name='种类'),
        ),
    ]
