"""The database itself knows which state may follow which, and keeps every move for good.

A state that no step of `work/transitions.py` leads to is refused, whoever asks. On SQLite, Django alters a table by making
it anew, which loses its triggers: a later migration that alters `work_workitem` or `work_move` has to lay them again.
"""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

STEPS = [
    "blocked>ready", "ready>annotating", "annotating>ready", "annotating>submitted", "returned>ready",
    "returned>submitted", "submitted>approved", "submitted>returned", "approved>returned",
]
NO_STEP = "no step leads from this state of work to that one"
KEPT = "moves are only ever added"
JUMPS = f"OLD.state <> NEW.state AND OLD.state || '>' || NEW.state NOT IN ({', '.join(repr(step) for step in STEPS)})"

POSTGRESQL = [
    f"""CREATE FUNCTION work_refuse_jump() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{NO_STEP}: % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation'; END $$""",
    f"""CREATE FUNCTION work_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{KEPT}' USING ERRCODE = 'check_violation'; END $$""",
    f"""CREATE TRIGGER state_follows_the_table BEFORE UPDATE OF state ON work_workitem FOR EACH ROW
    WHEN ({JUMPS}) EXECUTE FUNCTION work_refuse_jump()""",
    """CREATE TRIGGER moves_are_kept BEFORE UPDATE OR DELETE ON work_move FOR EACH ROW
    EXECUTE FUNCTION work_refuse_change()""",
]
POSTGRESQL_BACK = [
    "DROP TRIGGER moves_are_kept ON work_move",
    "DROP TRIGGER state_follows_the_table ON work_workitem",
    "DROP FUNCTION work_refuse_change()",
    "DROP FUNCTION work_refuse_jump()",
]
SQLITE = [
    f"""CREATE TRIGGER state_follows_the_table BEFORE UPDATE OF state ON work_workitem FOR EACH ROW
    WHEN {JUMPS} BEGIN SELECT RAISE(ABORT, '{NO_STEP}'); END""",
    f"""CREATE TRIGGER moves_are_not_changed BEFORE UPDATE ON work_move FOR EACH ROW
    BEGIN SELECT RAISE(ABORT, '{KEPT}'); END""",
    f"""CREATE TRIGGER moves_are_not_deleted BEFORE DELETE ON work_move FOR EACH ROW
    BEGIN SELECT RAISE(ABORT, '{KEPT}'); END""",
]
SQLITE_BACK = [
    "DROP TRIGGER moves_are_not_deleted",
    "DROP TRIGGER moves_are_not_changed",
    "DROP TRIGGER state_follows_the_table",
]


def lay(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def lift(apps, schema_editor):
    for statement in POSTGRESQL_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('videos', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('frozen_at', models.DateTimeField(null=True)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='batches', to='videos.project')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('project', 'name'), name='one_batch_a_name'),
                ],
            },
        ),
        migrations.CreateModel(
            name='WorkItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[('caption', 'Caption'), ('masks', 'Masks')], max_length=8)),
                ('state', models.CharField(choices=[('blocked', 'Blocked'), ('ready', 'Ready'), ('annotating', 'Annotating'), ('submitted', 'Submitted'), ('returned', 'Returned'), ('approved', 'Approved')], max_length=10)),
                ('round', models.PositiveIntegerField(default=1)),
                ('priority', models.IntegerField(default=0)),
                ('partial', models.BooleanField(default=False)),
                ('deadline', models.DateTimeField(null=True)),
                ('moved', models.PositiveIntegerField(default=0)),
                ('lease_until', models.DateTimeField(null=True)),
                ('corrected_at', models.DateTimeField(null=True)),
                ('changed_at', models.DateTimeField(auto_now_add=True)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='authored', to=settings.AUTH_USER_MODEL)),
                ('barred_author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='work.batch')),
                ('inspector', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='inspected', to=settings.AUTH_USER_MODEL)),
                ('reserved_for', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('video', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='work', to='videos.video')),
                ('correctors', models.ManyToManyField(related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [
                    models.Index(condition=models.Q(('state', 'ready')), fields=['-priority', '-step', 'id'], name='work_ready_in_order'),
                    models.Index(fields=['step', 'state'], name='work_of_a_state'),
                    models.Index(condition=models.Q(('corrected_at__isnull', False)), fields=['corrected_at'], name='work_corrected'),
                    models.Index(condition=models.Q(('state', 'approved'), _negated=True), fields=['video'], name='work_that_is_open'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('video', 'step'), name='one_item_a_step'),
                    models.CheckConstraint(condition=models.Q(('barred_author__isnull', True), ('author__isnull', True), models.Q(('author', models.F('barred_author')), _negated=True), _connector='OR'), name='mask_author_is_not_caption_author'),
                    models.CheckConstraint(condition=models.Q(('inspector__isnull', True), ('author__isnull', True), models.Q(('inspector', models.F('author')), _negated=True), _connector='OR'), name='inspector_is_not_author'),
                    models.CheckConstraint(condition=models.Q(models.Q(('lease_until__isnull', False), ('state', 'annotating')), models.Q(models.Q(('state', 'annotating'), _negated=True), ('lease_until__isnull', True)), _connector='OR'), name='annotating_means_leased'),
                    models.CheckConstraint(condition=models.Q(models.Q(('author__isnull', True), ('state__in', ['blocked', 'ready'])), models.Q(('author__isnull', False), ('state__in', ['annotating', 'submitted', 'returned', 'approved'])), _connector='OR'), name='work_has_an_author_once_begun'),
                    models.CheckConstraint(condition=models.Q(('partial', False), models.Q(('state__in', ['ready', 'annotating', 'returned', 'submitted']), ('step', 'masks')), _connector='OR'), name='only_masks_that_came_back_are_partial'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Move',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('verb', models.CharField(max_length=9)),
                ('from_state', models.CharField(choices=[('blocked', 'Blocked'), ('ready', 'Ready'), ('annotating', 'Annotating'), ('submitted', 'Submitted'), ('returned', 'Returned'), ('approved', 'Approved')], max_length=10)),
                ('to_state', models.CharField(choices=[('blocked', 'Blocked'), ('ready', 'Ready'), ('annotating', 'Annotating'), ('submitted', 'Submitted'), ('returned', 'Returned'), ('approved', 'Approved')], max_length=10)),
                ('reason', models.CharField(blank=True, default='', max_length=40)),
                ('text', models.CharField(blank=True, default='', max_length=500)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='moves', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='work.workitem')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [
                    models.Index(fields=['actor', 'verb', 'item'], name='moves_of_a_person'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('item', 'number'), name='one_move_a_number'),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(('from_state', 'blocked'), ('to_state', 'ready'), ('verb', 'unblock')),
                            models.Q(('from_state', 'ready'), ('to_state', 'annotating'), ('verb', 'claim')),
                            models.Q(('from_state', 'ready'), ('to_state', 'ready'), ('verb', 'skip')),
                            models.Q(('from_state', 'ready'), ('to_state', 'ready'), ('verb', 'reassign')),
                            models.Q(('from_state', 'annotating'), ('to_state', 'ready'), ('verb', 'skip')),
                            models.Q(('from_state', 'annotating'), ('to_state', 'ready'), ('verb', 'give_up')),
                            models.Q(('from_state', 'annotating'), ('to_state', 'ready'), ('verb', 'expire')),
                            models.Q(('from_state', 'annotating'), ('to_state', 'annotating'), ('verb', 'take_over')),
                            models.Q(('from_state', 'annotating'), ('to_state', 'ready'), ('verb', 'release')),
                            models.Q(('from_state', 'annotating'), ('to_state', 'ready'), ('verb', 'reassign')),
                            models.Q(('from_state', 'annotating'), ('to_state', 'submitted'), ('verb', 'submit')),
                            models.Q(('from_state', 'returned'), ('to_state', 'ready'), ('verb', 'give_up')),
                            models.Q(('from_state', 'returned'), ('to_state', 'returned'), ('verb', 'take_over')),
                            models.Q(('from_state', 'returned'), ('to_state', 'ready'), ('verb', 'release')),
                            models.Q(('from_state', 'returned'), ('to_state', 'ready'), ('verb', 'reassign')),
                            models.Q(('from_state', 'returned'), ('to_state', 'submitted'), ('verb', 'submit')),
                            models.Q(('from_state', 'submitted'), ('to_state', 'approved'), ('verb', 'approve')),
                            models.Q(('from_state', 'submitted'), ('to_state', 'approved'), ('verb', 'pass')),
                            models.Q(('from_state', 'submitted'), ('to_state', 'returned'), ('verb', 'return')),
                            models.Q(('from_state', 'submitted'), ('to_state', 'returned'), ('verb', 'reopen')),
                            models.Q(('from_state', 'approved'), ('to_state', 'returned'), ('verb', 'reopen')),
                            _connector='OR',
                        ),
                        name='moves_are_in_the_table',
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name='Stint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('review', models.BooleanField(default=False)),
                ('frame', models.PositiveIntegerField(null=True)),
                ('number', models.PositiveSmallIntegerField(null=True)),
                ('began_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stints', to='work.workitem')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stints', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [
                    models.Index(fields=['person', '-last_at'], name='stints_of_a_person'),
                    models.Index(fields=['-last_at'], name='stints_by_time'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('last_at__gte', models.F('began_at'))), name='stint_ends_after_it_began'),
                ],
            },
        ),
        migrations.RunPython(lay, lift),
    ]
