"""The curators' role: who is in the group looks after questions, and nothing else."""

from django.contrib.auth.models import Group, Permission

NAME = "Curators"
MAY = ("view_question", "add_question", "change_question", "delete_question")


def make_group() -> None:
    """Make the group with what curators may do, where there is none. One that is there stays as a superuser has left it."""
    group, is_new = Group.objects.get_or_create(name=NAME)
    if is_new:
        group.permissions.set(Permission.objects.filter(content_type__app_label="interviews", codename__in=MAY))
